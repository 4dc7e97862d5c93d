"""The staff desk in tests: addresses of its pages, and what a browser would send to them."""

import datetime

from django.test import Client
from django.urls import reverse


def page_of(model: str, page: str, *args: object) -> str:
    return reverse(f"admin:archive_{model}_{page}", args=args)


def posted(client: Client, url: str, **changes: object) -> dict[str, object]:
    """What a browser would send for an admin page as it stands, with some fields changed."""
    context = client.get(url).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    data: dict[str, object] = {}
    for form in forms:
        for field in form:
            value = field.value()
            if isinstance(value, datetime.datetime):
                data[f"{field.html_name}_0"] = f"{value:%Y-%m-%d}"
                data[f"{field.html_name}_1"] = f"{value:%H:%M:%S}"
            elif value is not None and value is not False:
                # A browser ends every line of a text area so.
                data[field.html_name] = str(value).replace("\n", "\r\n")
    return data | changes


def save(client: Client, url: str, **changes: object) -> str:
    """Save an admin page; answers the page that follows, and fails where errors are shown."""
    response = client.post(url, posted(client, url, **changes), follow=True)
    assert response.status_code == 200
    if response.context and "errors" in response.context:
        assert not response.context["errors"]
    return response.content.decode()


def add_form(prefix: str = "forms", number: int = 0, **fields: str) -> dict[str, str]:
    return {
        f"{prefix}-TOTAL_FORMS": str(number + 1),
        **{f"{prefix}-{number}-{name}": value for name, value in fields.items()},
    }
