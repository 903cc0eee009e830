// The first example of docs/guide/delivery.md, with the SDK for JavaScript.
//
// It prints the invocation that the control API returns, as JSON.
import {
  CreateApiDestinationCommand,
  CreateConnectionCommand,
  EventBridgeClient,
} from "@aws-sdk/client-eventbridge";

const events = new EventBridgeClient();
const connection = await events.send(
  new CreateConnectionCommand({
    Name: "partner",
    AuthorizationType: "API_KEY",
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: "X-Api-Key", ApiKeyValue: "not-a-secret" },
      InvocationHttpParameters: {
        HeaderParameters: [{ Key: "X-Shop", Value: "teapots" }],
        QueryStringParameters: [{ Key: "version", Value: "2" }],
        BodyParameters: [{ Key: "shop", Value: "teapots" }],
      },
    },
  }),
);
await events.send(
  new CreateApiDestinationCommand({
    Name: "orders",
    ConnectionArn: connection.ConnectionArn,
    InvocationEndpoint: "https://partner.example/customers/*/orders/*",
    HttpMethod: "PUT",
  }),
);

const api = `${process.env.AWS_ENDPOINT_URL_EVENTBRIDGE}/_eventbridge_mock`;

async function command(path, members) {
  const response = await fetch(`${api}/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(members),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

const invocation = await command("invoke", {
  api_destination: "orders",
  event: { detail: { customer: "c/7", number: 1001 } },
  http_parameters: {
    PathParameterValues: ["$.detail.customer", "$.detail.number"],
    HeaderParameters: { "X-Order": "$.detail.number" },
    QueryStringParameters: { channel: "web" },
  },
});
// The answer masks the key; an assertion compares it.
await command("assert/invoked", {
  api_destination: "orders",
  headers: { "X-Api-Key": "not-a-secret" },
});
console.log(JSON.stringify(invocation));
