// A service of a shop: it publishes an event for each order.
import { createServer } from "node:http";
import { putEvents } from "./event_bus.mjs";

/** Publish an order; throw if EventBridge did not take the event. */
export async function placeOrder(order) {
  const answer = await putEvents([
    {
      Source: "shop",
      DetailType: "Order placed",
      Detail: JSON.stringify(order),
    },
  ]);
  if (answer.FailedEntryCount > 0) {
    throw new Error(`The order was not published: ${answer.Entries[0].ErrorMessage}`);
  }
  return answer.Entries[0].EventId;
}

async function bodyOf(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return JSON.parse(text);
}

/** Return the HTTP server of the service: `POST /` with an order. */
export function makeService() {
  return createServer(async (request, response) => {
    try {
      const eventId = await placeOrder(await bodyOf(request));
      response.writeHead(202).end(JSON.stringify({ eventId }));
    } catch (error) {
      response.writeHead(503).end(JSON.stringify({ error: error.message }));
    }
  });
}
