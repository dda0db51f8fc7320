package dynamo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"bongsu/shared/incident"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// recordBody is a record's content as JSON.
type recordBody struct {
	Phases   []incident.Phase   `json:"p,omitempty"`
	Presence *incident.Presence `json:"c,omitempty"`
	Repeats  *incident.Repeats  `json:"r,omitempty"`
	Watched  *incident.Watched  `json:"w,omitempty"`
	Heard    *incident.Heard    `json:"h,omitempty"`
}

// Records reads the records of these keys.
func (s *Store) Records(ctx context.Context, keys []string) (map[string]incident.Record, error) {
	items, err := s.read(ctx, kindRecord, keys)
	if err != nil {
		return nil, fmt.Errorf("read records: %w", err)
	}
	found := make(map[string]incident.Record, len(keys))
	for _, key := range keys {
		it, ok := items[key]
		if !ok {
			found[key] = incident.Record{Key: key}
			continue
		}
		r, err := decodeRecord(key, it)
		if err != nil {
			return nil, fmt.Errorf("record %s: %w", key, err)
		}
		found[key] = r
	}
	return found, nil
}

// Save writes a record that nobody changed since it was read.
func (s *Store) Save(ctx context.Context, r incident.Record) error {
	body, err := json.Marshal(recordBody{r.Phases, r.Presence, r.Repeats, r.Watched, r.Heard})
	if err != nil {
		return fmt.Errorf("record %s: %w", r.Key, err)
	}
	it := item{
		KeyAttribute: text(pk(kindRecord, r.Key)),
		attrRevision: number(r.Revision + 1),
		attrBody:     text(string(body)),
	}
	put := s.put(it, recordLife)
	if r.Revision == 0 {
		put.ConditionExpression = new("attribute_not_exists(#pk)")
		put.ExpressionAttributeNames = names(KeyAttribute)
	} else {
		put.ConditionExpression = new("#revision = :read")
		put.ExpressionAttributeNames = names(attrRevision)
		put.ExpressionAttributeValues = item{":read": number(r.Revision)}
	}
	_, err = s.api.PutItem(ctx, put)
	if _, refused := errors.AsType[*types.ConditionalCheckFailedException](err); refused {
		return incident.ErrConflict
	}
	if err != nil {
		return fmt.Errorf("save record %s: %w", r.Key, err)
	}
	return nil
}

func decodeRecord(key string, it item) (incident.Record, error) {
	revision, err := numberOf(it, attrRevision)
	if err != nil {
		return incident.Record{}, err
	}
	var body recordBody
	if err := json.Unmarshal([]byte(textOf(it, attrBody)), &body); err != nil {
		return incident.Record{}, fmt.Errorf("attribute %s: %w", attrBody, err)
	}
	return incident.Record{
		Key: key, Phases: body.Phases, Presence: body.Presence, Repeats: body.Repeats, Watched: body.Watched, Heard: body.Heard, Revision: revision,
	}, nil
}
