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

SHARE := $(SYSTEM)/share
# Debian keeps what packages complete for zsh in a folder of its own.
ZSH := $(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)
VERSION := $(shell sed -n 's/.*current = "\(.*\)"/\1/p' Sources/GainsayDaemon/Version.swift)

.PHONY: deps build run test check format bench soak eval install uninstall deb service-suite clean

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
	"$$binaries/gainsay-lab" bench --gainsay "$$binaries/gainsay" --folder "$$folder" \
	  --script .ci/python-intake

# MINUTES of kills, receiver faults and full disks: what is told then must be what is told without.
MINUTES ?= 30
soak: deps
	$(SWIFT_BUILD) -c release
	@.ci/soak $(MINUTES) "$$(swift build -c release --show-bin-path)/gainsay"

# Libraries of Swift are linked in, so that the machine needs none. What is configured already stays as it is. The program
# keeps the part of its debugging information by which a crash is told with function and line.
install: deps
	$(SWIFT_BUILD) -c release --static-swift-stdlib --product gainsay \
	  --disable-local-rpath -Xlinker --build-id=sha1
	install -d -m 755 "$(SYSTEM)/bin" "$(SYSTEM)/lib/gainsay" "$(SYSTEM)/lib/systemd/system" "$(ETC)" \
	  "$(SHARE)/man/man1" "$(SHARE)/man/man5" "$(SHARE)/bash-completion/completions" \
	  "$(SHARE)/zsh/$(ZSH)" "$(SHARE)/fish/vendor_completions.d"
	objcopy --compress-debug-sections=zlib -R .debug_loc -R .debug_loclists -R .debug_names \
	  "$$(swift build -c release --show-bin-path)/gainsay" "$(SYSTEM)/bin/gainsay.new"
	mv "$(SYSTEM)/bin/gainsay.new" "$(SYSTEM)/bin/gainsay"
	install -m 755 -s "$$(dirname "$$(realpath "$$(command -v swiftc)")")/../libexec/swift/linux/swift-backtrace-static" \
	  "$(SYSTEM)/lib/gainsay/swift-backtrace"
	@for file in gainsay.toml actors.toml alert.mustache; do \
	  [ -e "$(ETC)/$$file" ] || { echo "$(ETC)/$$file"; install -m 644 config/$$file "$(ETC)/$$file"; }; \
	done
	install -D -m 644 systemd/gainsay.sysusers "$(SYSTEM)/lib/sysusers.d/gainsay.conf"
	install -D -m 644 systemd/gainsay.tmpfiles "$(SYSTEM)/lib/tmpfiles.d/gainsay.conf"
	sed 's,/usr/\(bin\|lib\)/,$(PREFIX)/\1/,' systemd/gainsay.service \
	  >"$(SYSTEM)/lib/systemd/system/gainsay.service"
	systemd/manual "$(SYSTEM)/bin/gainsay" '$(VERSION)' '$(PREFIX)' "$(SHARE)/man"
	set -o pipefail; "$(SYSTEM)/bin/gainsay" --generate-completion-script bash | sed "1{/^#!/d}" >"$(SHARE)/bash-completion/completions/gainsay"
	"$(SYSTEM)/bin/gainsay" --generate-completion-script zsh >"$(SHARE)/zsh/$(ZSH)/_gainsay"
	"$(SYSTEM)/bin/gainsay" --generate-completion-script fish >"$(SHARE)/fish/vendor_completions.d/gainsay.fish"
	chmod 644 "$(SYSTEM)/lib/systemd/system/gainsay.service" "$(SHARE)/man/man1/gainsay.1" \
	  "$(SHARE)/man/man5/gainsay.toml.5" "$(SHARE)/bash-completion/completions/gainsay" \
	  "$(SHARE)/zsh/$(ZSH)/_gainsay" "$(SHARE)/fish/vendor_completions.d/gainsay.fish"

# Configuration, ledger and spool stay.
uninstall:
	rm -f "$(SYSTEM)/bin/gainsay" "$(SYSTEM)/lib/systemd/system/gainsay.service" \
	  "$(SYSTEM)/lib/sysusers.d/gainsay.conf" "$(SYSTEM)/lib/tmpfiles.d/gainsay.conf" \
	  "$(SHARE)/man/man1/gainsay.1" "$(SHARE)/man/man5/gainsay.toml.5" \
	  "$(SHARE)/bash-completion/completions/gainsay" "$(SHARE)/zsh/$(ZSH)/_gainsay" \
	  "$(SHARE)/fish/vendor_completions.d/gainsay.fish"
	rm -rf "$(SYSTEM)/lib/gainsay"

# A package for Debian 12, which asks for no Swift: .build/gainsay_VERSION_ARCHITECTURE.deb
deb: deps
	@systemd/debian/build '$(VERSION)' .build

# The package on a machine of its own with a real systemd, and the README's walk-through there. Needs root.
service-suite:
	@.ci/service-suite

# Prints the scorers' tables; without the data it says so. EVAL=DIR is where the data lies.
eval: deps
	@.ci/eval '$(EVAL)'

format:
	swift format --in-place --recursive Package.swift Sources Tests

clean:
	rm -rf .build .gainsay
