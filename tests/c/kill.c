/* kill -9 in the middle of recording, 50 times: the ledger opens, and nothing that was acknowledged is lost. */
/* mkdtemp, usleep, P_tmpdir */
#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE
#endif
#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect.h"

enum { KILLS = 50, MOST = 200000 };

static char folder[] = P_tmpdir "/tousu-kill-XXXXXX";
static char path[64];
static tousu_engine *engine;

/* The highest number acknowledged so far, of complaints and of events; they are recorded in ascending order. */
static long recorded = -1;
static long appended = -1;

static void texts(long number, char *id, char *complaint, char *event, size_t size) {
  snprintf(id, size, "c%ld", number);
  snprintf(complaint, size, "{\"id\": \"%s\", \"received_at\": \"2026-03-02T09:00:00+08:00\"}", id);
  snprintf(event, size, "{\"id\": \"e%ld\", \"kind\": \"registered\", \"at\": \"2026-03-02T09:20:00+08:00\"}", number);
}

/* The writer: records and appends from a number on, and says what was acknowledged, until it is killed. */
static void record_forever(int out, long number) {
  tousu_ledger *ledger = NULL;
  if (tousu_ledger_open_or_create(path, strlen(path), NULL, &ledger, NULL) != TOUSU_OK) {
    _exit(2);
  }
  for (; number < MOST; number++) {
    char id[128], complaint[128], event[128];
    long said[2];
    tousu_bytes *bytes = NULL;
    texts(number, id, complaint, event, sizeof id);
    if (tousu_ledger_record_json(ledger, engine, complaint, strlen(complaint), &bytes, NULL) != TOUSU_OK) {
      _exit(3);
    }
    tousu_bytes_free(bytes);
    said[0] = 0;
    said[1] = number;
    if (write(out, said, sizeof said) != (ssize_t)sizeof said) {
      _exit(4);
    }
    if (tousu_ledger_append_json(ledger, engine, id, strlen(id), event, strlen(event), &bytes, NULL) != TOUSU_OK) {
      _exit(5);
    }
    tousu_bytes_free(bytes);
    said[0] = 1;
    if (write(out, said, sizeof said) != (ssize_t)sizeof said) {
      _exit(6);
    }
  }
  _exit(7);
}

/* Starts the writer, kills it at a moment that is another one in every round, and hears everything that it said. */
static void one_round(int round) {
  int ends[2];
  pid_t child;
  int status = 0;
  long said[2];
  int heard = 0;
  /* Every fifth writer is killed before it says anything, in the middle of opening. */
  int patience = round % 5 * 7;
  CHECK(pipe(ends) == 0);
  child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    close(ends[0]);
    /* From the first of which the event was not acknowledged: repeating a complaint changes nothing. */
    record_forever(ends[1], appended + 1);
  }
  close(ends[1]);
  if (patience == 0) {
    usleep((useconds_t)(300 * (round % 20)));
    CHECK(kill(child, SIGKILL) == 0);
  }
  while (read(ends[0], said, sizeof said) == (ssize_t)sizeof said) {
    *(said[0] == 0 ? &recorded : &appended) = said[1];
    heard++;
    if (heard == patience) {
      usleep((useconds_t)(37 * (round % 13)));
      CHECK(kill(child, SIGKILL) == 0);
    }
  }
  close(ends[0]);
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* Recording the same again counts as a repeat only if it is there. */
static void is_there(tousu_ledger *ledger, long number) {
  char id[128], complaint[128], event[128];
  tousu_bytes *bytes = NULL;
  texts(number, id, complaint, event, sizeof id);
  WORKED(tousu_ledger_record_json(ledger, engine, complaint, strlen(complaint), &bytes, &error));
  CHECK(says(bytes, "{\"complaints\":0,\"events\":0,\"repeats\":1}"));
  if (number <= appended) {
    WORKED(tousu_ledger_append_json(ledger, engine, id, strlen(id), event, strlen(event), &bytes, &error));
    CHECK(says(bytes, "{\"complaints\":0,\"events\":0,\"repeats\":1}"));
  }
}

int main(void) {
  long checked = 0;
  int round;
  CHECK(mkdtemp(folder) != NULL);
  snprintf(path, sizeof path, "%s/ledger", folder);
  engine = residential();
  for (round = 0; round < KILLS; round++) {
    tousu_ledger *ledger = NULL;
    uint64_t count = 0;
    one_round(round);
    if (recorded < 0) {
      continue;
    }
    WORKED(tousu_ledger_open(path, strlen(path), NULL, &ledger, &error));
    WORKED(tousu_ledger_count(ledger, &count, &error));
    /* One more may have been written and not acknowledged: it must not be taken for a loss, nor for two. */
    CHECK(count == (uint64_t)recorded + 1 || count == (uint64_t)recorded + 2);
    /* Every acknowledged event once; that none vanishes later, the count says. */
    for (; checked <= appended; checked++) {
      is_there(ledger, checked);
    }
    is_there(ledger, recorded);
    tousu_ledger_free(ledger);
  }
  CHECK(recorded > KILLS);
  {
    tousu_ledger *ledger = NULL;
    WORKED(tousu_ledger_open(path, strlen(path), NULL, &ledger, &error));
    WORKED(tousu_ledger_check(ledger, &error));
    tousu_ledger_free(ledger);
  }
  tousu_engine_free(engine);
  CHECK(unlink(path) == 0);
  CHECK(rmdir(folder) == 0);
  return check_result();
}
