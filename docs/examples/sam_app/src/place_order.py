"""The function that places an order: it publishes to the shop's event bus."""

import json
import os

import boto3


def handler(order, context):
    entry = {
        "EventBusName": os.environ["EVENT_BUS"],
        "Source": "shop",
        "DetailType": "Order placed",
        "Detail": json.dumps(order),
    }
    return boto3.client("events").put_events(Entries=[entry])["FailedEntryCount"]
