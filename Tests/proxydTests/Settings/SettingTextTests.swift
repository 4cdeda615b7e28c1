import Testing

@testable import proxyd

struct `The text of settings` {
    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("10s", .seconds(10)), ("10", .seconds(10)), ("2m", .seconds(120)),
        ("1h", .seconds(3600)), ("1d", .seconds(86_400)), ("0", .zero),
    ])
    func `durations`(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(arguments: ["", "s", "-1s", "1.5s", "1 h 2 m", "99999999999999999999", "9223372036854775807d", "1w"])
    func `what is no duration`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test(arguments: [
        ("16384", 16_384), ("16k", 16_384), ("16KiB", 16_384), ("1M", 1 << 20), ("2GiB", 2 << 30), ("7b", 7), ("0", 0),
    ])
    func `sizes`(text: String, size: Int) {
        #expect(ByteSize.parse(text) == size)
    }

    @Test(arguments: ["", "k", "-1", "1.5k", "9999999999999999999999", "9223372036854775807k", "1t"])
    func `what is no size`(text: String) {
        let size: Int? = ByteSize.parse(text)
        #expect(size == nil)
    }

    @Test(arguments: [
        (Duration.seconds(90), "90s"), (.seconds(120), "2m"), (.milliseconds(1_500), "1500ms"), (.zero, "0ms"),
    ])
    func `durations are shown in the largest unit that fits`(duration: Duration, text: String) {
        #expect(DurationText.text(duration) == text)
    }

    @Test func `the .env format`() throws {
        let values = try DotEnvFile.parse(
            """
            # a comment
            A=1
              B = two words  # said so
            export C="quoted # not a comment\\n\\"x\\"" # comment
            D='single \\n'
            E=
            F=p#ssword

            A=2
            """)
        #expect(
            values == [
                "A": "2", "B": "two words", "C": "quoted # not a comment\n\"x\"", "D": "single \\n", "E": "",
                "F": "p#ssword",
            ])
    }

    @Test(arguments: ["no equals", "=x", "9A=1", "A B=1", "A=\"open", "A='x' y"])
    func `a line that is not NAME=value is named by its number`(line: String) {
        let problem = #expect(throws: SettingProblem.self) { try DotEnvFile.parse("OK=1\n" + line) }
        #expect(problem?.description == ".env: line 2 is not NAME=value")
    }
}
