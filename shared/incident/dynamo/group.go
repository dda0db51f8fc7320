package dynamo

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
)

// zipFrom is from how many bytes on a group's content is compressed: an item
// costs by the KiB and ends at 400, and a storm's content is larger than that.
const zipFrom = 4 << 10

// maxContent bounds what is unpacked in memory.
const maxContent = 32 << 20

// SaveGroup keeps the content of a group.
func (s *Store) SaveGroup(ctx context.Context, id string, content []byte) error {
	it := item{KeyAttribute: text(pk(kindGroup, id))}
	if len(content) < zipFrom {
		it[attrBody] = blob(content)
	} else {
		zipped, err := zip(content)
		if err != nil {
			return fmt.Errorf("group %s: %w", id, err)
		}
		it[attrZipped] = blob(zipped)
	}
	if _, err := s.api.PutItem(ctx, s.put(it, groupLife)); err != nil {
		return fmt.Errorf("save group %s: %w", id, err)
	}
	return nil
}

// Group reads the content of a group.
func (s *Store) Group(ctx context.Context, id string) ([]byte, error) {
	it, err := s.get(ctx, pk(kindGroup, id))
	if err != nil {
		return nil, fmt.Errorf("read group %s: %w", id, err)
	}
	if zipped, ok := blobOf(it, attrZipped); ok {
		content, err := unzip(zipped)
		if err != nil {
			return nil, fmt.Errorf("group %s: %w", id, err)
		}
		return content, nil
	}
	content, _ := blobOf(it, attrBody)
	return content, nil
}

func zip(content []byte) ([]byte, error) {
	var zipped bytes.Buffer
	w, err := gzip.NewWriterLevel(&zipped, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return zipped.Bytes(), nil
}

func unzip(zipped []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(r, maxContent+1))
	if err == nil && len(content) > maxContent {
		return nil, fmt.Errorf("content is over %d bytes", maxContent)
	}
	return content, err
}
