package dynamo

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// batch is how many keys BatchGetItem takes; it answers at most 16 MB and may
// leave some unprocessed:
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
const batch = 100

// rounds bounds how often what was left unprocessed is asked for again at once.
// After that the table is throttled, and the queue does the waiting.
const rounds = 5

// get reads one item; nil if there is none.
func (s *Store) get(ctx context.Context, key string) (item, error) {
	out, err := s.api.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.table, Key: item{KeyAttribute: text(key)}, ConsistentRead: new(true),
	})
	if err != nil {
		return nil, err
	}
	return out.Item, nil
}

// read reads the items of these names. Names without one are absent from the answer.
func (s *Store) read(ctx context.Context, k kind, names []string) (map[string]item, error) {
	byKey := make(map[string]string, len(names))
	keys := make([]item, 0, len(names))
	for _, name := range names {
		key := pk(k, name)
		// A batch that names a key twice is refused.
		if _, twice := byKey[key]; !twice {
			byKey[key] = name
			keys = append(keys, item{KeyAttribute: text(key)})
		}
	}
	found := make(map[string]item, len(keys))
	if len(keys) == 1 {
		key := textOf(keys[0], KeyAttribute)
		it, err := s.get(ctx, key)
		if err == nil && len(it) > 0 {
			found[byKey[key]] = it
		}
		return found, err
	}
	for chunk := range slices.Chunk(keys, batch) {
		items, err := s.readBatch(ctx, chunk)
		if err != nil {
			return nil, err
		}
		for _, it := range items {
			found[byKey[textOf(it, KeyAttribute)]] = it
		}
	}
	return found, nil
}

func (s *Store) readBatch(ctx context.Context, keys []item) ([]item, error) {
	var items []item
	for range rounds {
		out, err := s.api.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{s.table: {Keys: keys, ConsistentRead: new(true)}},
		})
		if err != nil {
			return nil, err
		}
		items = append(items, out.Responses[s.table]...)
		keys = out.UnprocessedKeys[s.table].Keys
		if len(keys) == 0 {
			return items, nil
		}
	}
	return nil, fmt.Errorf("table %s left %d keys unread after %d requests: it is throttled", s.table, len(keys), rounds)
}
