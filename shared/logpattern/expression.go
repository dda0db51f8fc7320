package logpattern

// expression says something about a whole log event, T being what it is taken
// for.
type expression[T any] func(T) bool

// leaf reads one condition of an expression.
type leaf[T any] func(*scanner) (expression[T], error)

// parseExpression reads conditions with &&, || and parentheses; && binds closer.
func parseExpression[T any](s *scanner, read leaf[T]) (expression[T], error) {
	return parseChain(s, "||", func(s *scanner) (expression[T], error) {
		return parseChain(s, "&&", func(s *scanner) (expression[T], error) {
			return parseGroup(s, read)
		})
	})
}

// parseChain reads what one operator joins.
func parseChain[T any](s *scanner, operator string, read leaf[T]) (expression[T], error) {
	left, err := read(s)
	if err != nil {
		return nil, err
	}
	for s.blanks(); s.take(operator); s.blanks() {
		right, err := read(s)
		if err != nil {
			return nil, err
		}
		first := left
		if operator == "&&" {
			left = func(v T) bool { return first(v) && right(v) }
		} else {
			left = func(v T) bool { return first(v) || right(v) }
		}
	}
	return left, nil
}

// parseGroup reads a condition, or an expression in parentheses.
func parseGroup[T any](s *scanner, read leaf[T]) (expression[T], error) {
	s.blanks()
	if !s.take("(") {
		return read(s)
	}
	inner, err := parseExpression(s, read)
	if err != nil {
		return nil, err
	}
	s.blanks()
	if !s.take(")") {
		return nil, s.unexpected("&&, || or the closing parenthesis")
	}
	return inner, nil
}
