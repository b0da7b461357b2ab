# Everything a person does with a checkout. Each target does its own set-up; see scripts/.
#
# Build products stay outside the checkout, so that a fresh clone builds warm: CARGO_TARGET_DIR if it
# is set, else ~/.cache/bihuan/target. What people look for (the program, the bench's figures, the
# pictures) is then placed under target/.

.PHONY: run test build bench torture fuzz pictures lint web clean

run:
	@scripts/run.sh

test:
	@scripts/test.sh

build:
	@scripts/build.sh

bench:
	@scripts/bench.sh

torture:
	@ROUNDS=200 scripts/torture.sh

fuzz:
	@scripts/fuzz.sh

pictures:
	@scripts/pictures.sh

lint:
	@scripts/lint.sh

web:
	@scripts/web.sh

clean:
	rm -rf target web/dist var
