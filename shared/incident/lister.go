package incident

import "context"

// Lister goes through all that is remembered.
type Lister interface {
	// List gives every record to each, in any order. What is saved meanwhile may or
	// may not be among them. complete is false where there is more than it reads.
	List(ctx context.Context, each func(Record)) (complete bool, err error)
}
