import Testing

@testable import proxyd

struct `Secrets` {
    @Test func `print and reflect as nothing`() {
        let settings = SecuritySettings(secretKeys: [SecretKey(String(repeating: "61", count: 32))].compactMap { $0 })
        var text = ""
        dump(Secret("hunter2"), to: &text)
        dump(settings, to: &text)
        text += "\(Secret("hunter2")) \(String(reflecting: Secret("hunter2"))) \(settings)"
        #expect(!text.contains("hunter2"))
        #expect(!text.contains("97"))
    }
}
