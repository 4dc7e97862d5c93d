"""The picture in the README, taken from the running site: python tools/take_screenshot.py

Needs `make run` in another terminal, and Chromium.
"""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGE = "http://127.0.0.1:8000/search/?q=Токаев+Путин+Омск+2019"
PICTURE = Path(__file__).resolve().parent.parent / "docs" / "search.png"
# Chromium asks its maker's servers at every start; it need not.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]

if __name__ == "__main__":
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = browser.new_page(viewport={"width": 1100, "height": 760})
        page.goto(PAGE)
        page.screenshot(path=PICTURE)
        browser.close()
