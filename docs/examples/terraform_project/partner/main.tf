variable "url" {
  type = string
}

variable "key" {
  type      = string
  sensitive = true
}

resource "aws_cloudwatch_event_connection" "this" {
  name               = "partner"
  authorization_type = "API_KEY"

  auth_parameters {
    api_key {
      key   = "X-Key"
      value = var.key
    }

    invocation_http_parameters {
      header {
        key   = "X-Shop"
        value = "shop"
      }
    }
  }
}

resource "aws_cloudwatch_event_api_destination" "this" {
  for_each = toset(["orders", "returns"])

  name                             = each.key
  invocation_endpoint              = "${var.url}/${each.key}"
  http_method                      = "POST"
  invocation_rate_limit_per_second = 20
  connection_arn                   = aws_cloudwatch_event_connection.this.arn
}

output "orders_arn" {
  value = aws_cloudwatch_event_api_destination.this["orders"].arn
}
