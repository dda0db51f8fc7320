package dynamo

import (
	"context"
	"fmt"
	"strings"

	"bongsu/shared/incident"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// maxPages bounds what List reads: a page is a megabyte of the table, marks and
// groups included, of which it gives the records only.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
const maxPages = 100

// List goes through all records. It reads the whole table, which is for what happens
// a few times a day. A record under a key too long for the table goes by what the
// table has of it.
func (s *Store) List(ctx context.Context, each func(incident.Record)) (complete bool, err error) {
	in := &dynamodb.ScanInput{
		TableName: &s.table, ConsistentRead: new(true),
		FilterExpression:          new("begins_with(#pk, :record)"),
		ProjectionExpression:      new("#pk, #body, #revision"),
		ExpressionAttributeNames:  names(KeyAttribute, attrBody, attrRevision),
		ExpressionAttributeValues: item{":record": text(string(kindRecord))},
	}
	for range maxPages {
		out, err := s.api.Scan(ctx, in)
		if err != nil {
			return false, fmt.Errorf("list records: %w", err)
		}
		for _, it := range out.Items {
			key := strings.TrimPrefix(textOf(it, KeyAttribute), string(kindRecord))
			r, err := decodeRecord(key, it)
			if err != nil {
				return false, fmt.Errorf("record %s: %w", key, err)
			}
			each(r)
		}
		if len(out.LastEvaluatedKey) == 0 {
			return true, nil
		}
		in.ExclusiveStartKey = out.LastEvaluatedKey
	}
	return false, nil
}
