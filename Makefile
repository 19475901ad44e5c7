SHELL := /bin/bash
# What a user and a maintainer run; `make run` and `make test` stand in the README.

ARTICLES ?= seeds
CONFIGURATION ?= debug
PREFIX ?= /usr
EVAL ?= ../shared/eval
DESTDIR ?=
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo)
PACKAGES := libcurl4-openssl-dev libssl-dev libsqlite3-dev libxml2-dev zlib1g-dev pkg-config
SWIFT_BUILD := swift build -q --explicit-target-dependency-import-check error
SYSTEM := $(DESTDIR)$(PREFIX)
ETC := $(DESTDIR)/etc/gainsay

.PHONY: deps build run test check format bench eval install uninstall clean

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

# XCTest has nothing to run here; its report of that would follow the one that counts. Many tests wait for processes and
# sockets: more of them at once than four would starve each other of the two threads that small machines have.
test: deps
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=4 swift test -q --disable-xctest --explicit-target-dependency-import-check error

check: test
	swift format lint --strict --recursive Package.swift Sources Tests

# On /var/tmp, which lies on a disk where /tmp may lie in memory.
bench: deps
	$(SWIFT_BUILD) -c release
	@folder=$$(mktemp -d -p /var/tmp gainsay.XXXXXX) && trap 'rm -rf "$$folder"' EXIT && \
	binaries=$$(swift build -c release --show-bin-path) && \
	"$$binaries/gainsay-lab" bench --gainsay "$$binaries/gainsay" --folder "$$folder"

# Libraries of Swift are linked in, so that the machine needs none. What is configured already stays as it is.
install: deps
	$(SWIFT_BUILD) -c release --static-swift-stdlib --product gainsay
	install -D -m 755 -s "$$(swift build -c release --show-bin-path)/gainsay" "$(SYSTEM)/bin/gainsay"
	install -d -m 755 "$(ETC)"
	@for file in gainsay.toml actors.toml alert.mustache; do \
	  [ -e "$(ETC)/$$file" ] || { echo "$(ETC)/$$file"; install -m 644 config/$$file "$(ETC)/$$file"; }; \
	done
	install -D -m 644 systemd/gainsay.sysusers "$(SYSTEM)/lib/sysusers.d/gainsay.conf"
	install -D -m 644 systemd/gainsay.tmpfiles "$(SYSTEM)/lib/tmpfiles.d/gainsay.conf"
	install -d -m 755 "$(SYSTEM)/lib/systemd/system"
	sed 's,/usr/bin/gainsay,$(PREFIX)/bin/gainsay,' systemd/gainsay.service \
	  >"$(SYSTEM)/lib/systemd/system/gainsay.service"
	chmod 644 "$(SYSTEM)/lib/systemd/system/gainsay.service"

# Configuration, ledger and spool stay.
uninstall:
	rm -f "$(SYSTEM)/bin/gainsay" "$(SYSTEM)/lib/systemd/system/gainsay.service" \
	  "$(SYSTEM)/lib/sysusers.d/gainsay.conf" "$(SYSTEM)/lib/tmpfiles.d/gainsay.conf"

# Prints the scorers' tables; without the data it says so. EVAL=DIR is where the data lies.
eval: deps
	@.ci/eval '$(EVAL)'

format:
	swift format --in-place --recursive Package.swift Sources Tests

clean:
	rm -rf .build .gainsay
