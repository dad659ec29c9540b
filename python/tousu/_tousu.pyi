from collections.abc import Mapping
from typing import Any, final

from tousu._errors import TousuError

__all__ = ["Engine", "__version__", "error_codes"]

__version__: str

@final
class Engine:
    """A checked policy, ready to decide. Immutable: threads may share one."""

    @staticmethod
    def builtin(policy_id: str) -> Engine:
        """The engine of a built-in rule book.

        Raises:
            PolicyError: ``unknown-policy`` when there is none of that name.
        """

    @property
    def policy_id(self) -> str:
        """The id of the rule book."""

    def assess_json(self, complaint: str) -> str:
        """Decides one complaint: JSON in, JSON out, the same bytes as in C and Rust.

        Raises:
            DocumentError: the text is not the JSON of a complaint; ``line`` and ``column`` say where.
            ComplaintError: the complaint contradicts itself or the policy.
            TimeError: a time cannot be read or has no offset.
        """

    def assess(self, complaint: Mapping[str, Any]) -> dict[str, Any]:
        """As ``assess_json``, from a mapping to a dict; aware datetimes and dates are accepted.

        Raises:
            TypeError: a value that JSON cannot hold.
            TimeError: ``naive-time`` for a datetime without offset; otherwise as ``assess_json``.
        """

def error_codes() -> list[tuple[int, str, type[TousuError]]]:
    """Every error code with its slug and the class that is raised for it, in ascending order."""
