"""What `cognate outbox list` shows, read from its table."""


def rows(installation) -> list[dict[str, str]]:
    """One dictionary per message, by the words of the heading."""
    text = installation.run("outbox", "list")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    if not lines:
        assert "no message waits" in text, text
        return []
    heading, *table = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [dict(zip(heading, cells, strict=True)) for cells in table]
