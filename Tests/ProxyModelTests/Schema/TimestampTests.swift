import ProxyModel
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00.000Z", 0), ("2026-01-31T12:00:00.123Z", 1_769_860_800_123),
            ("2024-02-29T23:59:59.999Z", 1_709_251_199_999), ("1969-12-31T23:59:59.999Z", -1),
            ("2000-03-01T00:00:00.000Z", 951_868_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] as [(String, Int64)])
    func `reads and writes`(text: String, milliseconds: Int64) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
        #expect(Timestamp(milliseconds: milliseconds).description == text)
    }

    @Test(arguments: [
        "2026-01-31T12:00:00Z", "2026-01-31t12:00:00.0z", "2026-01-31T14:00:00+02:00", "2026-01-31T06:30:00.00-05:30",
    ])
    func `reads every spelling of RFC 3339`(text: String) {
        #expect(Timestamp(text)?.milliseconds == 1_769_860_800_000)
    }

    @Test(arguments: [
        "", "2026-01-31", "2026-01-31T12:00:00", "2026-02-29T12:00:00Z", "2026-13-01T00:00:00Z", "2026-01-31T24:00:00Z",
        "2026-01-31T12:00:00.Z", "2026-01-31T12:00:00+2:00", "2026-01-31T12:00:00ZZ", "2026-01-31T12:00:00.1234",
        "2026/01/31T12:00:00Z", "2026-01-31T12:00:00+02:00x",
    ])
    func `refuses what is no time`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `every day of four centuries survives the round trip`() {
        for day in stride(from: Int64(-73_000), through: 73_097, by: 1) {
            let milliseconds = day * 86_400_000
            #expect(Timestamp(Timestamp(milliseconds: milliseconds).description)?.milliseconds == milliseconds)
        }
    }
}
