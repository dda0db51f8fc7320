package alarm

import (
	"context"
	"encoding/json"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
)

// neverWas is an alarm as CloudWatch writes them.
const neverWas = `{"AlarmName":"rehearsal","AWSAccountId":"123456789012","NewStateValue":"ALARM","OldStateValue":"OK",
"NewStateReason":"Threshold Crossed: 1 out of the last 1 datapoints [2.0 (25/09/26 04:07:00)] was greater than the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).",
"StateChangeTime":"2026-09-25T04:12:07.086+0000","AlarmArn":"arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:rehearsal",
"Trigger":{"MetricName":"Latency","Namespace":"AWS/ApiGateway","StatisticType":"Statistic","Statistic":"AVERAGE",
"Dimensions":[{"name":"ApiName","value":"rehearsal"}],"Period":60,"EvaluationPeriods":1,"ComparisonOperator":"GreaterThanThreshold","Threshold":1.0}}`

// Rehearse tells an alarm that never was, by everything that a real one takes. It
// is for a handler whose teller sends nothing. What goes wrong is of no interest:
// a real alarm says it better.
func (h Handler) Rehearse(ctx context.Context) {
	h.Log = slog.New(slog.DiscardHandler)
	notification, err := json.Marshal(events.SNSEntity{Type: "Notification", MessageID: "rehearsal", TopicArn: "rehearsal", Message: neverWas})
	if err != nil {
		return
	}
	batch, err := json.Marshal(events.SQSEvent{Records: []events.SQSMessage{{
		MessageId: "rehearsal", EventSource: "aws:sqs", Body: string(notification),
	}}})
	if err != nil {
		return
	}
	if answer, err := h.Handle(ctx, batch); err == nil {
		_, _ = json.Marshal(answer)
	}
}
