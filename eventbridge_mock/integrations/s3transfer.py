"""Find the class that sends boto3's transfers past botocore, if it is loaded.

With the library awscrt installed, boto3 may hand the upload or download of a file to
a transfer manager that sends its own requests. Neither botocore's events nor moto see
them. s3transfer is never imported from here: a test without it does not pay for it.
"""

from __future__ import annotations

import sys
from typing import Any

# The public methods of the manager, and the operations that they send.
TRANSFERS = {
    "upload": "PutObject",
    "download": "GetObject",
    "delete": "DeleteObject",
}


def loaded_crt_manager() -> Any:
    """Return s3transfer's class CRTTransferManager; None if nobody imported it."""
    return getattr(sys.modules.get("s3transfer.crt"), "CRTTransferManager", None)
