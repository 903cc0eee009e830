// Run `node --test`, with eventbridge-mock installed for python3 or for $PYTHON.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { makeService } from "./orders.mjs";
import { startMock } from "./mock.mjs";

const ENDPOINT = "https://partner.example/orders";

/** Send large orders to the partner. */
async function setUp() {
  const connection = await mock.call("CreateConnection", {
    Name: "partner",
    AuthorizationType: "API_KEY",
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: "X-Api-Key", ApiKeyValue: "not-a-secret" },
    },
  });
  const destination = await mock.call("CreateApiDestination", {
    Name: "orders",
    ConnectionArn: connection.ConnectionArn,
    InvocationEndpoint: ENDPOINT,
    HttpMethod: "POST",
  });
  const pattern = { source: ["shop"], detail: { total: [{ numeric: [">=", 100] }] } };
  await mock.call("PutRule", {
    Name: "large-orders",
    EventPattern: JSON.stringify(pattern),
  });
  await mock.call("PutTargets", {
    Rule: "large-orders",
    Targets: [
      {
        Id: "partner",
        Arn: destination.ApiDestinationArn,
        RoleArn: "arn:aws:iam::123456789012:role/invoke-partner",
        InputPath: "$.detail",
      },
    ],
  });
}

let mock;
let service;

before(async () => {
  mock = await startMock();
  service = makeService().listen(0, "127.0.0.1");
});

beforeEach(async () => {
  await mock.ask("reset", {});
  await setUp();
});

after(() => {
  service.close();
  mock.stop();
});

async function order(members) {
  const { port } = service.address();
  const body = JSON.stringify(members);
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body });
  return response.status;
}

test("a large order reaches the partner", async () => {
  assert.equal(await order({ number: 1001, total: 250 }), 202);

  await mock.ask("assert/invoked", {
    api_destination: "orders",
    headers: { "X-Api-Key": "not-a-secret" },
    json: { number: 1001, total: 250 },
  });
});

test("a total that is a string matches no rule, and the mock says why", async () => {
  await order({ number: 1002, total: "250" });

  const { events } = await mock.ask("events");
  const { rules } = await mock.ask(`events/${events[0].number}`);
  assert.equal(rules[0].verdict, "missed");
  assert.equal(rules[0].misses[0].path, "detail.total");
  await assert.rejects(
    mock.ask("assert/invoked", { api_destination: "orders" }),
    /wanted numeric >= 100, got "250"/,
  );
});

test("a partner who is busy is asked again", async () => {
  await mock.ask("replies", { url: ENDPOINT, status: 503 });
  await mock.ask("replies", { url: ENDPOINT, status: 200 });

  await order({ number: 1003, total: 900 });

  const { attempts } = await mock.ask("attempts");
  assert.deepEqual(
    attempts.map((attempt) => attempt.status),
    [503, 200],
  );
});

test("an event that EventBridge does not take is an error of the service", async () => {
  await mock.ask("faults", {
    operation: "PutEvents",
    code: "InternalFailure",
    entries: [0],
  });

  assert.equal(await order({ number: 1004, total: 500 }), 503);
});
