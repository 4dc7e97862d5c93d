"""The one error of the way in: what is wrong with a file, and on which line."""


class ArticleFileError(Exception):
    """A file that cannot become an article, with the reason in words for staff."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else self.reason
