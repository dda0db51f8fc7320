# Everything a person runs on this repository. A fresh machine needs Go, make
# and git; test, synth and deploy need Node with npm as well.

GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZTIME ?= 1m
FOLDERS  := cmd events infra lambdas proof shared

FUNCTIONS := $(patsubst lambdas/%/bootstrap/main.go,%,$(wildcard lambdas/*/bootstrap/main.go))
BINARIES  := $(FUNCTIONS:%=dist/%/bootstrap)

.DEFAULT_GOAL := help
.PHONY: mutants help run test check build golden docs fuzz fleet chaos bench synth deploy clean $(BINARIES)

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## see the whole product at work, here, without an AWS account
	@mkdir -p dist && go build -o dist/bongsu ./cmd/bongsu && exec ./dist/bongsu run $(ARGS)

test: node_modules/.package-lock.json build ## run every test, those of the stack too
	go vet ./...
	JSII_NODE=$(CURDIR)/node_modules/.bin/node go test ./...

check: ## format, lint, vet, module file, marks of a merge, mutants that apply, build
	@unformatted=$$(gofmt -l $(FOLDERS)); test -z "$$unformatted" || { echo "not formatted (run gofmt -w):"; echo "$$unformatted"; exit 1; }
	go vet ./...
	go run $(GOLANGCI) run
	go mod tidy -diff
	@! git grep -nE '^(<{7}|>{7}) '
	@for patch in proof/mutants/patches/*.patch; do git apply --check --recount $$patch || exit 1; done
	@$(MAKE) -s build

build: $(BINARIES) ## build the functions into dist/

# Nothing of the machine or the folder gets into a binary: the same source makes
# the same bytes anywhere, and cdk deploys only what has changed.
$(BINARIES): dist/%/bootstrap:
	@mkdir -p $(@D)
	@echo $@
	@GOFLAGS= GOOS=linux GOARCH=arm64 GOARM64=v8.0 CGO_ENABLED=0 go build \
		-tags lambda.norpc -trimpath -buildvcs=false -ldflags '-s -w -buildid=' \
		-o $@ ./lambdas/$*/bootstrap

golden: ## write the golden files anew: read the difference before you commit it
	go test $$(grep -rl --include='*_test.go' 'flag.Bool("update"' $(FOLDERS) | xargs -n1 dirname | sort -u | sed 's|^|./|') -update

docs: ## draw the pictures of docs/ anew
	go test ./cmd/bongsu/internal/local -run README -update

fuzz: ## run every fuzz target for FUZZTIME (1m)
	@grep -ro --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' $(FOLDERS) | while IFS=: read -r file target; do \
		echo "$$file $${target#func }"; \
		go test "./$$(dirname "$$file")" -run '^$$' -fuzz "^$${target#func }$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s </dev/null || exit 1; \
	done

fleet: ## watch a day of 100,000 simulated devices (ARGS="-devices 1000 -seed 2")
	go run ./proof/fleet $(ARGS)

chaos: ## break everything around the functions, and see what is told (ARGS="-alerts 200 -seed 2")
	go run ./proof/chaos $(ARGS)

bench: ## measure the functions against an empty one (ARGS="-rounds 21 -devices 0")
	go run ./proof/bench $(ARGS)

mutants: node_modules/.package-lock.json ## break the product in every patch of proof/mutants, and see which test notices
	JSII_NODE=$(CURDIR)/node_modules/.bin/node go run ./proof/mutants $(ARGS)

synth: node_modules/.package-lock.json ## write the template to cdk.out/, no credentials needed
	npx cdk synth --quiet $(ARGS)

deploy: node_modules/.package-lock.json ## deploy to the account and region of your AWS credentials
	npx cdk deploy --all $(ARGS)

clean: ## remove what was built
	rm -rf dist cdk.out

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@
