# `terraform plan -out plan && terraform show -json plan > plan.json` wrote plan.json,
# and `terraform show -json > state.json` wrote state.json, after `terraform apply`.

variable "partner_key" {
  type      = string
  sensitive = true
}

resource "aws_cloudwatch_event_bus" "shop" {
  name = "shop"
}

resource "aws_sqs_queue" "undelivered" {
  name = "undelivered-orders"
}

module "partner" {
  source = "./partner"

  url = "https://api.partner.example"
  key = var.partner_key
}

resource "aws_cloudwatch_event_rule" "large_orders" {
  name           = "large-orders"
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  event_pattern = jsonencode({
    source = ["shop"]
    detail = { total = [{ numeric = [">=", 100] }] }
  })
}

resource "aws_cloudwatch_event_target" "partner" {
  rule           = aws_cloudwatch_event_rule.large_orders.name
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  target_id      = "partner"
  arn            = module.partner.orders_arn
  role_arn       = aws_iam_role.invoke_partner.arn

  input_transformer {
    input_paths    = { number = "$.detail.number", total = "$.detail.total" }
    input_template = "{\"order\": <number>, \"total\": <total>}"
  }

  http_target {
    header_parameters = { "X-Event" = "$.id" }
  }

  dead_letter_config {
    arn = aws_sqs_queue.undelivered.arn
  }

  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 2
  }
}

resource "aws_iam_role" "invoke_partner" {
  name = "invoke-partner"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "events.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "invoke_partner" {
  role = aws_iam_role.invoke_partner.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "events:InvokeApiDestination"
      Resource = module.partner.orders_arn
    }]
  })
}

output "bus_name" {
  value = aws_cloudwatch_event_bus.shop.name
}

output "orders_arn" {
  value = module.partner.orders_arn
}
