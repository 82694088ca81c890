"""Choosing between polling and a webhook."""

import ipaddress
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rehearsal.limits import SECRET_TOKEN_MAX
from rehearsal.parameters import Parameters
from rehearsal.refusals import bad_request

if TYPE_CHECKING:
    from rehearsal.box import Box

Json = dict[str, Any]


def set_webhook(box: "Box", p: Parameters) -> bool:
    """setWebhook; the box delivers to this machine only."""
    url = p.text("url").strip()
    if not url:
        return delete_webhook(box, p)
    secret = p.text("secret_token")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]+", secret):
        raise bad_request("secret token contains unallowed characters")
    if len(secret) > SECRET_TOKEN_MAX:
        raise bad_request("secret token is too long")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not _is_this_machine(parts.hostname):
        raise bad_request("bad webhook: Failed to resolve host: Name or service not known")
    connections = p.integer("max_connections")
    if connections is not None and not 1 <= connections <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    box.updates.allow(p.array("allowed_updates"))
    if p.flag("drop_pending_updates"):
        box.updates.clear()
    box.updates.interrupt("terminated by setWebhook request")
    box.webhook.set(url, secret, connections or 40)
    return True


def delete_webhook(box: "Box", p: Parameters) -> bool:
    """deleteWebhook."""
    if p.flag("drop_pending_updates"):
        box.updates.clear()
    box.webhook.unset()
    return True


def get_webhook_info(box: "Box", p: Parameters) -> Json:
    """getWebhookInfo."""
    shape = box.webhook.as_json() | {"pending_update_count": len(box.updates.pending())}
    if box.updates.allowed is not None:
        shape["allowed_updates"] = sorted(box.updates.allowed)
    return shape


def log_out(box: "Box", p: Parameters) -> bool:
    """logOut and close: nothing is held for the bot that would have to be let go."""
    return True


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


METHODS = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "logOut": log_out,
    "close": log_out,
}
