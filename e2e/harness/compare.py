"""Comparing what was asked for with what is answered."""


def differences(asked, answered, path: str = "") -> list[str]:
    """Where `answered` does not hold what was `asked`. Objects may hold more; lists may not."""
    if isinstance(asked, dict) and isinstance(answered, dict):
        found = []
        for name, value in asked.items():
            where = f"{path}.{name}" if path else name
            if name in answered:
                found += differences(value, answered[name], where)
            else:
                found.append(f"{where}: absent")
        return found
    if isinstance(asked, list) and isinstance(answered, list) and len(asked) == len(answered):
        pairs = enumerate(zip(asked, answered))
        return [line for i, (a, b) in pairs for line in differences(a, b, f"{path}[{i}]")]
    return [] if asked == answered else [f"{path}: {answered!r} instead of {asked!r}"]
