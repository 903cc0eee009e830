// What the SDK for JavaScript makes of errors; printed as JSON.
import {
  DescribeConnectionCommand,
  EventBridgeClient,
  ListConnectionsCommand,
  PutEventsCommand,
} from "@aws-sdk/client-eventbridge";

const events = new EventBridgeClient();
const refused = await events
  .send(new DescribeConnectionCommand({ Name: "nobody" }))
  .catch((error) => error);
const listed = await events.send(new ListConnectionsCommand({}));
const entry = { Source: "shop", DetailType: "Order placed", Detail: "{}" };
const entries = Array.from({ length: 10 }, () => entry);
const puts = await Promise.all(
  Array.from({ length: 30 }, () => events.send(new PutEventsCommand({ Entries: entries }))),
);
const ids = puts.flatMap((put) => put.Entries).map(({ EventId }) => EventId);
console.log(
  JSON.stringify({
    name: refused.name,
    message: refused.message,
    status: refused.$metadata.httpStatusCode,
    attempts: listed.$metadata.attempts,
    ids: new Set(ids).size,
  }),
);
