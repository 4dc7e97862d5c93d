"""Text as staff type it -> text as an import would have stored it."""

from typing import Any

from django import forms
from django.db import models

from archive.text import normalise


class StoredText(forms.CharField):
    """A text field that normalises.

    A browser sends CR LF for every line end: without this, whoever fills in a date would
    change the whole text, and move every mention in it.
    """

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return normalise(text) if isinstance(text, str) else text


# `formfield_overrides` of every admin whose texts are searched or shown.
STORED_TEXT: "dict[type[models.Field[Any, Any]], dict[str, Any]]" = {
    models.CharField: {"form_class": StoredText},
    models.TextField: {"form_class": StoredText},
    # A kind of CharField, whose own form field shall stay.
    models.SlugField: {"form_class": forms.SlugField},
}
# Sentences in the rows of an inline.
SHORT_STORED_TEXT = STORED_TEXT | {
    models.TextField: {
        "form_class": StoredText,
        "widget": forms.Textarea(attrs={"rows": 3, "cols": 40}),
    }
}
