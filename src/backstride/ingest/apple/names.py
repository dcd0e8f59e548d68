"""Names that a record repeats a million times (of devices, apps, time zones), as numbers of two bytes."""

from backstride.ingest.apple.scan import text_of

MOST = 1 << 16
_MAX_NAME_BYTES = 200


class Names:
    """Names as they are written, entities and all, numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._names: list[bytes] = []

    def number(self, name: bytes) -> int:
        """The name's number; beyond ``MOST`` names, which no phone has, they share the last one."""
        number = self._numbers.get(name)
        if number is None:
            name = name[:_MAX_NAME_BYTES]
            number = self._numbers.get(name, MOST - 1)
            if name not in self._numbers and len(self._names) < MOST:
                number = self._numbers[name] = len(self._names)
                self._names.append(name)
        return number

    def text(self, number: int) -> str | None:
        """The name for people; None where it is blank."""
        return text_of(self._names[number])
