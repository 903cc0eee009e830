"""The user agent of a client's calls, put together once.

botocore makes it anew for each call, which takes a third of the time of a call that is
answered at `before-call` and never sent. While the mock answers a client, all of the
client's calls have the text of the first one.

The private name in use is a client's `_user_agent_creator`, the same for botocore and
aiobotocore; tests/aws/test_user_agent.py notices when it goes.
"""

from __future__ import annotations

from typing import Any


def keep_user_agent(client: Any) -> None:
    """Have each call of *client* say who it is as one made now would."""
    creator = client._user_agent_creator  # noqa: SLF001 - no public way
    user_agent = creator.to_string()
    creator.to_string = lambda: user_agent


def release_user_agent(client: Any) -> None:
    """Have *client* say anew who it is, with each call."""
    creator = client._user_agent_creator  # noqa: SLF001 - no public way
    vars(creator).pop("to_string", None)
