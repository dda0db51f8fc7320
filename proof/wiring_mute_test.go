package proof

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"bongsu/proof/cloud"
	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/incident/dynamo"
	"bongsu/shared/queue"
)

// muted is a subject that the configuration in testdata/wiring.yaml mutes.
const muted = "muted-1"

// mutedSince keeps a repetition in the table as a deployment without the mute
// did, and due now. The tick has to put it off until the mute ends.
func (l life) mutedSince() error {
	tables := l.Tables()
	if len(tables) != 1 {
		return fmt.Errorf("%d tables, want one", len(tables))
	}
	at := l.Now()
	job := queue.Job{
		Channel: slack, Group: "before-the-mute", State: alert.Firing, Repeat: time.Hour, Round: 1, Due: at,
		Alerts: []alert.Alert{{
			Key: muted, Kind: alert.Alarm, State: alert.Firing, Severity: alert.Critical, Subject: muted, At: at.Add(-time.Hour),
		}},
	}
	body, err := queue.Encode(job)
	if err != nil {
		return err
	}
	client := dynamodb.New(dynamodb.Options{
		Region: cloud.Region, BaseEndpoint: aws.String(l.Endpoint()),
		Credentials: credentials.NewStaticCredentialsProvider(cloud.Operator, "secret", ""),
	})
	return dynamo.New(client, tables[0]).SaveDue(context.Background(), incident.Due{
		ID: "repeat/" + job.ID(), At: at, Channel: job.Channel, Body: body,
	})
}
