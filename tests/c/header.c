/* The header needs no other before it, may be read twice, and agrees with the library it comes with. */
#include <tousu.h>
#include <tousu.h>

#include "check.h"

int main(void) {
  char version[32];
  CHECK(TOUSU_OK == 0);
  CHECK_TEXT(tousu_version(), TOUSU_VERSION);
  snprintf(version, sizeof version, "%d.%d.%d", TOUSU_VERSION_MAJOR, TOUSU_VERSION_MINOR,
           TOUSU_VERSION_PATCH);
  CHECK_TEXT(tousu_version(), version);

  CHECK(tousu_abi_version() == TOUSU_ABI_VERSION);
  CHECK(TOUSU_ABI_MIN_COMPATIBLE <= TOUSU_ABI_VERSION);
  CHECK(tousu_abi_compatible(TOUSU_ABI_VERSION) == 1);
  CHECK(tousu_abi_compatible(TOUSU_ABI_MIN_COMPATIBLE) == 1);
  CHECK(tousu_abi_compatible(TOUSU_ABI_MIN_COMPATIBLE - 1) == 0);
  CHECK(tousu_abi_compatible(TOUSU_ABI_VERSION + 1) == 0);
  CHECK(tousu_abi_compatible(UINT32_MAX) == 0);
  return check_result();
}
