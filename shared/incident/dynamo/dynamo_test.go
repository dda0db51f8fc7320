package dynamo_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"bongsu/shared/alert"
	"bongsu/shared/incident"
	"bongsu/shared/incident/dynamo"
	"bongsu/shared/incident/dynamo/dynamotest"
	"bongsu/shared/incident/storetest"
	"bongsu/shared/replay"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const table = "incidents"

// start serves an empty table. The client does not retry: a test of what is
// refused must not wait.
func start(t *testing.T) (*dynamodb.Client, *dynamotest.Handler) {
	t.Helper()
	handler := dynamotest.New()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client := dynamodb.New(dynamodb.Options{
		BaseEndpoint: &server.URL, Region: "ap-northeast-2", Retryer: aws.NopRetryer{}, HTTPClient: replay.Client{Doer: http.DefaultClient},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
		}),
	})
	_, err := client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName:   new(table),
		BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: new(dynamo.KeyAttribute), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: new(dynamo.DueAttribute), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: new(dynamo.AtAttribute), AttributeType: types.ScalarAttributeTypeN},
		},
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{{
			IndexName: new(dynamo.DueIndex), Projection: &types.Projection{ProjectionType: types.ProjectionTypeAll},
			KeySchema: []types.KeySchemaElement{
				{AttributeName: new(dynamo.DueAttribute), KeyType: types.KeyTypeHash},
				{AttributeName: new(dynamo.AtAttribute), KeyType: types.KeyTypeRange},
			},
		}},
		KeySchema: []types.KeySchemaElement{{AttributeName: new(dynamo.KeyAttribute), KeyType: types.KeyTypeHash}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return client, handler
}

func TestStore(t *testing.T) {
	storetest.Run(t, func() incident.Store {
		client, _ := start(t)
		return dynamo.New(client, table)
	})
}

func TestStoreWithoutItemsOnFailure(t *testing.T) {
	storetest.Run(t, func() incident.Store {
		client, handler := start(t)
		handler.HideItems.Store(true)
		return dynamo.New(client, table)
	})
}

func TestDeniedClaimIsOneRequest(t *testing.T) {
	client, handler := start(t)
	s := dynamo.New(client, table)
	now := time.Now()
	if _, granted, err := s.Claim(t.Context(), "g/ops", "other", now, now.Add(time.Minute)); err != nil || !granted {
		t.Fatal(granted, err)
	}
	before := handler.Requests()
	if _, granted, err := s.Claim(t.Context(), "g/ops", "me", now, now.Add(time.Minute)); err != nil || granted {
		t.Fatal(granted, err)
	}
	if n := handler.Requests() - before; n != 1 {
		t.Fatalf("%d requests, want 1", n)
	}
}

func TestUnprocessedKeys(t *testing.T) {
	client, handler := start(t)
	s := dynamo.New(client, table)
	keys := []string{"a", "b", "c", "d"}
	for _, key := range keys {
		if err := s.Save(t.Context(), incident.Record{Key: key}); err != nil {
			t.Fatal(err)
		}
	}
	handler.Unprocessed.Store(1)
	if got, err := s.Records(t.Context(), keys); err == nil || !strings.Contains(err.Error(), "throttled") {
		t.Fatalf("read %d records with error %v, though one key was never processed", len(got), err)
	}
	var api flaky = flaky{client, handler}
	got, err := dynamo.New(api, table).Records(t.Context(), keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if got[key].Revision != 1 {
			t.Errorf("record %s was not read: %+v", key, got[key])
		}
	}
}

// flaky leaves keys unprocessed once.
type flaky struct {
	*dynamodb.Client
	handler *dynamotest.Handler
}

func (f flaky) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	out, err := f.Client.BatchGetItem(ctx, in, o...)
	f.handler.Unprocessed.Store(0)
	return out, err
}

func TestItems(t *testing.T) {
	client, _ := start(t)
	s := dynamo.New(client, table)
	now := time.Now()
	for _, err := range []error{
		s.Save(t.Context(), incident.Record{Key: "k", Phases: []incident.Phase{{State: alert.Firing, At: now, Group: "g"}}}),
		s.SaveGroup(t.Context(), "k", []byte("content")),
		s.Settle(t.Context(), incident.Mark{ID: "k", Status: incident.Told}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.Claim(t.Context(), "claimed", "me", now, now.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	for key, days := range map[string]int{"rec#k": 90, "grp#k": 5, "mark#k": 30, "mark#claimed": 30} {
		out, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{
			TableName: new(table), Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: key}},
		})
		if err != nil {
			t.Fatal(err)
		}
		ttl, ok := out.Item[dynamo.TTLAttribute].(*types.AttributeValueMemberN)
		if !ok {
			t.Fatalf("item %s has no ttl: %v", key, out.Item)
		}
		seconds, err := strconv.ParseInt(ttl.Value, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		ends := time.Unix(seconds, 0)
		// Writing took a moment after now was read.
		if lives := ends.Sub(now).Round(time.Hour); lives != time.Duration(days)*24*time.Hour {
			t.Errorf("item %s lives %v, want %d days", key, lives, days)
		}
	}
}

func TestErrorsNameTheThing(t *testing.T) {
	client, _ := start(t)
	s := dynamo.New(client, "absent")
	now := time.Now()
	_, records := s.Records(t.Context(), []string{"k1", "k2"})
	_, group := s.Group(t.Context(), "k1")
	_, _, claim := s.Claim(t.Context(), "k1", "me", now, now)
	for want, err := range map[string]error{
		"read records": records, "read group k1": group, "claim mark k1": claim,
		"save record k1": s.Save(t.Context(), incident.Record{Key: "k1"}),
		"save group k1":  s.SaveGroup(t.Context(), "k1", []byte("x")),
		"release mark":   s.Release(t.Context(), "k1", "me"),
		"settle mark k1": s.Settle(t.Context(), incident.Mark{ID: "k1", Status: incident.Dead}),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
