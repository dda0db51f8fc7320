// Package dynamo keeps incidents in one DynamoDB table: partition key "pk" (a
// string), time to live "ttl". It decides nothing: each method is the one or two
// requests that the promise of incident.Store needs.
package dynamo

import (
	"context"
	"time"

	"bongsu/shared/incident"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// API is what the store needs of a DynamoDB client.
type API interface {
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	BatchGetItem(context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
	PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
	Scan(context.Context, *dynamodb.ScanInput, ...func(*dynamodb.Options)) (*dynamodb.ScanOutput, error)
	DeleteItem(context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error)
}

// KeyAttribute is the table's partition key, TTLAttribute the attribute that its
// time to live must be set to.
const (
	KeyAttribute = "pk"
	TTLAttribute = "ttl"
)

// How long items stay, from their last write on. DynamoDB may take days more.
const (
	// recordLife is longer than a thing stays wrong unnoticed; what recovers
	// later still is told as a recovery of unknown beginning.
	recordLife = 90 * 24 * time.Hour
	// groupLife is longer than a source queue keeps a message (4 days): after
	// that nobody can ask for the group's jobs again.
	groupLife = 5 * 24 * time.Hour
	// markLife is longer than a job can come back: 4 days in its queue, 14
	// among the dead letters and once more 4 after a redrive.
	markLife = 30 * 24 * time.Hour
)

// Store keeps records, groups and marks in a table.
type Store struct {
	api   API
	table string
	now   func() time.Time
}

var (
	_ incident.Store  = (*Store)(nil)
	_ incident.Lister = (*Store)(nil)
)

// New returns a store over a table. It calls nobody.
func New(api API, table string) *Store {
	return &Store{api: api, table: table, now: time.Now}
}

type item = map[string]types.AttributeValue

// put is the request that writes a whole item to live that long from now.
func (s *Store) put(it item, life time.Duration) *dynamodb.PutItemInput {
	it[TTLAttribute] = number(s.now().Add(life).Unix())
	return &dynamodb.PutItemInput{TableName: &s.table, Item: it}
}
