package dynamo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"bongsu/shared/incident"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// markBody is what is known of a mark besides its lease, as JSON.
type markBody struct {
	Except    []string  `json:"e,omitempty"`
	Whole     []string  `json:"w,omitempty"`
	Reference string    `json:"r,omitempty"`
	Sent      []byte    `json:"s,omitempty"`
	SentAt    time.Time `json:"a,omitzero"`
	Missing   []string  `json:"m,omitempty"`
	Along     []string  `json:"l,omitempty"`
	Under     string    `json:"u,omitempty"`

	Shown []incident.Shown `json:"h,omitempty"`
}

// Claim takes the lease of a mark. The lease is kept in whole milliseconds, its
// end rounded up.
func (s *Store) Claim(ctx context.Context, id, owner string, now, until time.Time) (incident.Mark, bool, error) {
	key := pk(kindMark, id)
	out, err := s.api.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:        &s.table,
		Key:              item{KeyAttribute: text(key)},
		UpdateExpression: new("SET #status = :claimed, #owner = :me, #until = :until, #ttl = :ttl"),
		ConditionExpression: new("attribute_not_exists(#pk) OR " +
			"(#status = :claimed AND (#owner = :me OR #until <= :now)) OR #status IN (:dead, :waiting)"),
		ExpressionAttributeNames: names(KeyAttribute, attrStatus, attrOwner, attrUntil, TTLAttribute),
		ExpressionAttributeValues: item{
			":claimed": text(string(incident.Claimed)),
			":dead":    text(string(incident.Dead)),
			":waiting": text(string(incident.Waiting)),
			":me":      text(owner),
			":now":     number(now.UnixMilli()),
			":until":   number(until.Add(time.Millisecond - time.Nanosecond).UnixMilli()),
			":ttl":     number(s.now().Add(markLife).Unix()),
		},
		ReturnValues:                        types.ReturnValueAllOld,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if err == nil {
		m, err := decodeMark(id, out.Attributes)
		if m.Status != incident.Claimed {
			m = incident.Mark{}
		}
		m.ID, m.Status, m.Owner, m.Until = id, incident.Claimed, owner, until
		return m, err == nil, err
	}
	refused, ok := errors.AsType[*types.ConditionalCheckFailedException](err)
	if !ok {
		return incident.Mark{}, false, fmt.Errorf("claim mark %s: %w", id, err)
	}
	var it item = refused.Item
	if len(it) == 0 {
		if it, err = s.get(ctx, key); err != nil {
			return incident.Mark{}, false, fmt.Errorf("read mark %s: %w", id, err)
		}
	}
	if len(it) == 0 {
		return incident.Mark{}, false, fmt.Errorf("mark %s was held and is gone: claim it again", id)
	}
	m, err := decodeMark(id, it)
	return m, false, err
}

// Prepare keeps what is about to be sent.
func (s *Store) Prepare(ctx context.Context, m incident.Mark) error {
	body, err := json.Marshal(markBody{
		Except: m.Except, Whole: m.Whole, Sent: m.Sent, SentAt: m.SentAt, Along: m.Along, Under: m.Under,
	})
	if err != nil {
		return fmt.Errorf("mark %s: %w", m.ID, err)
	}
	err = s.ofOwner(ctx, m.ID, m.Owner, "SET #body = :body", item{":body": text(string(body))}, attrBody)
	if _, refused := errors.AsType[*types.ConditionalCheckFailedException](err); refused {
		err = incident.ErrLost
	}
	if err != nil {
		return fmt.Errorf("prepare mark %s: %w", m.ID, err)
	}
	return nil
}

// Suspend gives a lease back and keeps what was prepared.
func (s *Store) Suspend(ctx context.Context, id, owner string) error {
	err := s.ofOwner(ctx, id, owner, "SET #owner = :nobody, #until = :never", item{":nobody": text(""), ":never": number(0)}, attrUntil)
	if _, refused := errors.AsType[*types.ConditionalCheckFailedException](err); refused {
		return nil
	}
	if err != nil {
		return fmt.Errorf("suspend mark %s: %w", id, err)
	}
	return nil
}

// ofOwner changes a mark of which owner has the lease.
func (s *Store) ofOwner(ctx context.Context, id, owner, update string, values item, attributes ...string) error {
	values[":claimed"], values[":me"] = text(string(incident.Claimed)), text(owner)
	_, err := s.api.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &s.table,
		Key:                       item{KeyAttribute: text(pk(kindMark, id))},
		UpdateExpression:          &update,
		ConditionExpression:       new("#status = :claimed AND #owner = :me"),
		ExpressionAttributeNames:  names(append(attributes, attrStatus, attrOwner)...),
		ExpressionAttributeValues: values,
	})
	return err
}

// Release gives a lease back.
func (s *Store) Release(ctx context.Context, id, owner string) error {
	_, err := s.api.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName:                &s.table,
		Key:                      item{KeyAttribute: text(pk(kindMark, id))},
		ConditionExpression:      new("#status = :claimed AND #owner = :me"),
		ExpressionAttributeNames: names(attrStatus, attrOwner),
		ExpressionAttributeValues: item{
			":claimed": text(string(incident.Claimed)),
			":me":      text(owner),
		},
	})
	if _, refused := errors.AsType[*types.ConditionalCheckFailedException](err); refused {
		return nil
	}
	if err != nil {
		return fmt.Errorf("release mark %s: %w", id, err)
	}
	return nil
}

// Settle writes how it ended.
func (s *Store) Settle(ctx context.Context, m incident.Mark) error {
	if err := m.Settled(); err != nil {
		return err
	}
	body, err := json.Marshal(markBody{
		Except: m.Except, Whole: m.Whole, Reference: m.Reference, Missing: m.Missing, Along: m.Along, Shown: m.Shown,
	})
	if err != nil {
		return fmt.Errorf("mark %s: %w", m.ID, err)
	}
	it := item{
		KeyAttribute: text(pk(kindMark, m.ID)),
		attrStatus:   text(string(m.Status)),
		attrBody:     text(string(body)),
	}
	if _, err := s.api.PutItem(ctx, s.put(it, markLife)); err != nil {
		return fmt.Errorf("settle mark %s: %w", m.ID, err)
	}
	return nil
}

// Marks reads marks.
func (s *Store) Marks(ctx context.Context, ids []string) (map[string]incident.Mark, error) {
	items, err := s.read(ctx, kindMark, ids)
	if err != nil {
		return nil, fmt.Errorf("read marks: %w", err)
	}
	found := make(map[string]incident.Mark, len(items))
	for id, it := range items {
		if found[id], err = decodeMark(id, it); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func decodeMark(id string, it item) (incident.Mark, error) {
	m := incident.Mark{ID: id, Status: incident.Status(textOf(it, attrStatus)), Owner: textOf(it, attrOwner)}
	until, err := numberOf(it, attrUntil)
	if err != nil {
		return incident.Mark{}, fmt.Errorf("mark %s: %w", id, err)
	}
	if until != 0 {
		m.Until = time.UnixMilli(until).UTC()
	}
	body := textOf(it, attrBody)
	if body == "" {
		return m, nil
	}
	var b markBody
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		return incident.Mark{}, fmt.Errorf("mark %s: attribute %s: %w", id, attrBody, err)
	}
	if m.Status == incident.Claimed && b.SentAt.IsZero() {
		return m, nil // how it ended before it was claimed counts no longer
	}
	m.Except, m.Whole, m.Reference, m.Missing = b.Except, b.Whole, b.Reference, b.Missing
	m.Sent, m.SentAt, m.Along, m.Under, m.Shown = b.Sent, b.SentAt, b.Along, b.Under, b.Shown
	return m, nil
}
