SHELL := /bin/bash
# What a user and a maintainer run; `make run` and `make test` stand in the README.

ARTICLES ?= seeds
CONFIGURATION ?= debug
PREFIX ?= /usr
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
PACKAGES := libcurl4-openssl-dev libssl-dev libsqlite3-dev libxml2-dev zlib1g-dev pkg-config
SWIFT_BUILD := swift build --explicit-target-dependency-import-check error

.PHONY: deps build run test check format bench eval install clean

# Asks apt only for what is missing, so that an installed machine needs neither root nor network.
deps:
	@missing=$$(dpkg-query -W -f='$${db:Status-Status} $${Package}\n' $(PACKAGES) 2>/dev/null \
	  | sed -n 's/^installed //p' | sort | comm -13 - <(printf '%s\n' $(PACKAGES) | sort)); \
	if [ -n "$$missing" ]; then \
	  echo "installing $$missing"; \
	  $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q --no-install-recommends $$missing; \
	fi

build: deps
	$(SWIFT_BUILD) -c $(CONFIGURATION)

run: build
	@config/demo.sh "$$(swift build -c $(CONFIGURATION) --show-bin-path)/gainsay" '$(ARTICLES)' config/actors.toml

test: deps
	swift test --explicit-target-dependency-import-check error

check: test
	swift format lint --strict --recursive Package.swift Sources Tests

# On /var/tmp, which lies on a disk where /tmp may lie in memory.
bench: deps
	$(SWIFT_BUILD) -c release
	@folder=$$(mktemp -d -p /var/tmp gainsay.XXXXXX) && trap 'rm -rf "$$folder"' EXIT && \
	binaries=$$(swift build -c release --show-bin-path) && \
	"$$binaries/gainsay-lab" bench --gainsay "$$binaries/gainsay" --folder "$$folder"

format:
	swift format --in-place --recursive Package.swift Sources Tests

clean:
	rm -rf .build .gainsay
