"""The web app: pages on loopback, for laptop and phone. A face: it calls use cases, and shows.

``guard`` stands before everything (who may ask, how much, with which headers); ``site`` holds what all pages
share (the store, what is kept of it, work in the background); ``visit`` is one request; ``pages`` has a file
for each page. Texts go through gettext (``words``), figures through the reader's locale (``formats``).
"""
