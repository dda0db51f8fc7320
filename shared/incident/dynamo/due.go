package dynamo

import (
	"context"
	"fmt"
	"time"

	"bongsu/shared/incident"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// DueIndex is the table's sparse index of what is due: partition key
// DueAttribute (a string, always "due"), sort key AtAttribute (a number, in
// milliseconds).
const (
	DueIndex     = "due"
	DueAttribute = "due"
	AtAttribute  = "at"
)

const kindDue kind = "due#"

const (
	attrID      = "id"
	attrChannel = "channel"
	// dueLife is how long after its time something may still be done.
	dueLife = 7 * 24 * time.Hour
)

// SaveDue keeps a job for its time.
func (s *Store) SaveDue(ctx context.Context, d incident.Due) error {
	body, err := zip(d.Body)
	if err != nil {
		return fmt.Errorf("due %s: %w", d.ID, err)
	}
	in := s.put(item{
		KeyAttribute: text(pk(kindDue, d.ID)),
		DueAttribute: text(DueIndex),
		AtAttribute:  number(d.At.UnixMilli()),
		attrID:       text(d.ID),
		attrChannel:  text(d.Channel),
		attrZipped:   blob(body),
	}, dueLife)
	in.Item[TTLAttribute] = number(d.At.Add(dueLife).Unix())
	if _, err := s.api.PutItem(ctx, in); err != nil {
		return fmt.Errorf("save due %s: %w", d.ID, err)
	}
	return nil
}

// Due gives what is due.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]incident.Due, error) {
	out, err := s.api.Query(ctx, &dynamodb.QueryInput{
		TableName:                &s.table,
		IndexName:                aws.String(DueIndex),
		KeyConditionExpression:   aws.String("#due = :due AND #at <= :now"),
		ExpressionAttributeNames: names(DueAttribute, AtAttribute),
		ExpressionAttributeValues: item{
			":due": text(DueIndex),
			":now": number(now.UnixMilli()),
		},
		Limit: aws.Int32(int32(limit)),
	})
	if err != nil {
		return nil, fmt.Errorf("read what is due: %w", err)
	}
	due := make([]incident.Due, 0, len(out.Items))
	for _, it := range out.Items {
		d := incident.Due{ID: textOf(it, attrID), Channel: textOf(it, attrChannel)}
		at, err := numberOf(it, AtAttribute)
		if err == nil {
			d.At = time.UnixMilli(at).UTC()
			zipped, _ := blobOf(it, attrZipped)
			d.Body, err = unzip(zipped)
		}
		if err != nil {
			return nil, fmt.Errorf("due %s: %w", d.ID, err)
		}
		due = append(due, d)
	}
	return due, nil
}

// DropDue forgets what was done.
func (s *Store) DropDue(ctx context.Context, id string) error {
	if _, err := s.api.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName: &s.table, Key: item{KeyAttribute: text(pk(kindDue, id))},
	}); err != nil {
		return fmt.Errorf("drop due %s: %w", id, err)
	}
	return nil
}
