"""How the bot gets its updates and files, and what it is."""

import re
from collections.abc import Awaitable
from typing import Any

from rehearsal.errors import Refused, bad_request
from rehearsal.methods.registry import Call, method
from rehearsal.shapes import Json

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@method("getMe")
def get_me(call: Call) -> Json:
    return {
        **call.world.bot,
        "first_name": call.world.profile.text("name", ""),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method(
    "getUpdates",
    "offset Integer, limit Integer, timeout Integer, allowed_updates Array of String",
)
def get_updates(call: Call) -> Awaitable[list[Json]]:
    updates = call.world.updates
    updates.allow(call.get("allowed_updates"))
    return updates.poll(call.get("offset", 0), call.get("limit", 100), call.get("timeout", 0))


@method(
    "setWebhook",
    "url* String, certificate InputFile, ip_address String, max_connections Integer",
    "allowed_updates Array of String, drop_pending_updates Boolean, secret_token String",
)
def set_webhook(call: Call) -> Any:
    secret = call.get("secret_token")
    if secret is not None and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = call.get("max_connections", 40)
    if not 1 <= connections <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    updates = call.world.updates
    updates.set_webhook(
        {"url": call["url"], "secret_token": secret, "max_connections": connections}
    )
    updates.allow(call.get("allowed_updates"))
    if call.get("drop_pending_updates"):
        updates.forget_all()
    return True


@method("deleteWebhook", "drop_pending_updates Boolean")
def delete_webhook(call: Call) -> Any:
    call.world.updates.set_webhook(None)
    if call.get("drop_pending_updates"):
        call.world.updates.forget_all()
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    updates = call.world.updates
    webhook = updates.webhook or {}
    info: Json = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(updates),
    }
    for name in ("max_connections", "last_error_date", "last_error_message"):
        if webhook.get(name):
            info[name] = webhook[name]
    if updates.allowed is not None:
        info["allowed_updates"] = updates.allowed
    return info


@method("logOut")
def log_out(call: Call) -> Any:
    if call.world.updates.webhook is not None:
        raise bad_request("can't log out while a webhook is set")
    return True


@method("close")
def close(call: Call) -> Any:
    raise Refused("Too Many Requests: retry after 600", 429, {"retry_after": 600})


@method("getFile", "file_id* String")
def get_file(call: Call) -> Json:
    return call.world.files.describe(call["file_id"])
