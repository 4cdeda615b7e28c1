internal import ProxyModel

/// How the text of a setting becomes a value, and how a value is shown.
struct SettingType<Value: Sendable>: Sendable {
    /// What is expected, in words that complete "… is not …".
    let label: String
    /// nil when the text is not of this type.
    let parse: @Sendable (String) -> Value?
    /// The text that `parse` takes for the value; nil when there is none to show.
    let render: @Sendable (Value) -> String?

    /// The same type for a setting that may be absent.
    var optional: SettingType<Value?> {
        SettingType<Value?>(label: label, parse: { [parse] in parse($0).map(Optional.some) }) { [render] in
            $0.flatMap(render)
        }
    }
}

extension SettingType where Value == UInt16 {
    static let port = SettingType(label: "a port from 0 to 65535", parse: { wholeNumber($0) }, render: { "\($0)" })
}

extension SettingType where Value == [UInt16] {
    static let ports = SettingType(
        label: "a port from 0 to 65535, or several with commas",
        parse: { text in listed(text) { wholeNumber($0) }.map { $0 == [0] ? [] : $0 } },
        render: { $0.isEmpty ? "0" : $0.map { "\($0)" }.joined(separator: ",") })
}

extension SettingType where Value: FixedWidthInteger {
    static func count(_ range: ClosedRange<Value>) -> SettingType {
        SettingType(
            label: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in wholeNumber(text).flatMap { range.contains($0) ? $0 : nil } },
            render: { "\($0)" })
    }

    static func size(_ range: ClosedRange<Value>) -> SettingType {
        SettingType(
            label: "a size from \(ByteSize.text(range.lowerBound)) to \(ByteSize.text(range.upperBound))",
            parse: { text in ByteSize.parse(text).flatMap { range.contains($0) ? $0 : nil } },
            render: { ByteSize.text($0) })
    }
}

extension SettingType where Value == Duration {
    static func duration(_ range: ClosedRange<Duration>) -> SettingType {
        SettingType(
            label: "a duration from \(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))",
            parse: { text in DurationText.parse(text).flatMap { range.contains($0) ? $0 : nil } },
            render: { DurationText.text($0) })
    }
}

extension SettingType where Value == Bool {
    static let toggle = SettingType(
        label: "on or off",
        parse: { text in
            switch text.lowercased() {
            case "on", "true", "yes", "1": true
            case "off", "false", "no", "0": false
            default: nil
            }
        },
        render: { $0 ? "on" : "off" })
}

extension SettingType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    static var choice: SettingType {
        SettingType(
            label: "one of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
            parse: { Value(rawValue: $0.lowercased()) },
            render: { $0.rawValue })
    }

    static var choices: SettingType<[Value]> {
        SettingType<[Value]>(
            label: "a list of " + Value.allCases.map(\.rawValue).joined(separator: ", "),
            parse: { text in listed(text) { Value(rawValue: $0.lowercased()) } },
            render: { $0.isEmpty ? nil : $0.map(\.rawValue).joined(separator: ",") })
    }
}

extension SettingType where Value == String {
    static let path = SettingType(label: "a path", parse: { $0.contains("\0") ? nil : $0 }, render: { $0 })

    static let recordName = SettingType(
        label: "a name", parse: { $0.isEmpty || $0.utf8.count > 255 ? nil : $0 }, render: { $0 })

    static let hostname = SettingType(
        label: "a host name", parse: { try? Hostname($0).text }, render: { $0 })

    static let email = SettingType(
        label: "an e-mail address",
        parse: { text in
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy({ !$0.isEmpty }) && !text.contains(" ") ? text : nil
        },
        render: { $0 })

    static let httpURL = SettingType(
        label: "an address that begins with http:// or https://",
        parse: { text in
            guard let url = try? UpstreamURL(text), url.scheme != .unix else { return nil }
            return text.hasSuffix("/") ? String(text.dropLast()) : text
        },
        render: { $0 })
}

extension SettingType where Value == Secret {
    static let secret = SettingType(label: "a text", parse: { Secret($0) }, render: { _ in nil })

    static let adminToken = SettingType(
        label: "a token of acm_ and at least 16 letters, digits, - or _",
        parse: { text in
            let isTokenByte: (UInt8) -> Bool = { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x2D || byte == 0x5F
            }
            return text.hasPrefix("acm_") && text.utf8.count >= 20 && text.utf8.allSatisfy(isTokenByte)
                ? Secret(text) : nil
        },
        render: { _ in nil })

    static let redisURL = SettingType(
        label: "an address that begins with redis://, rediss:// or unix://",
        parse: { text in
            ["redis://", "rediss://", "unix://"].contains { text.hasPrefix($0) && text.count > $0.count }
                ? Secret(text) : nil
        },
        render: { _ in nil })
}

extension SettingType where Value == [SecretKey] {
    static let secretKeys = SettingType(
        label: "a list of keys of 32 bytes, each as base64 or 64 hexadecimal digits",
        parse: { text in listed(text) { SecretKey($0) } }, render: { _ in nil })
}

extension SettingType where Value == [AddressBlock] {
    static let addressBlocks = SettingType(
        label: "a list of address blocks",
        parse: { text in text == "none" ? [] : listed(text) { AddressBlock($0) } },
        render: { $0.isEmpty ? nil : $0.map(\.description).joined(separator: ",") })
}

extension SettingType where Value == BindAddress {
    static let bindAddress = SettingType(
        label: "an IPv4 or IPv6 address, or * for all interfaces", parse: { BindAddress($0) },
        render: { $0.description })
}

extension SettingType where Value == AccessLogDestination {
    static let accessLog = SettingType(
        label: "on, off or an absolute path",
        parse: { text in
            if text.hasPrefix("/") { return .file(text) }
            return SettingType<Bool>.toggle.parse(text).map { $0 ? .standardOutput : .off }
        },
        render: { destination in
            switch destination {
            case .standardOutput: "on"
            case .off: "off"
            case .file(let path): path
            }
        })
}

private func wholeNumber<Value: FixedWidthInteger>(_ text: String) -> Value? {
    text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? Value(text) : nil
}

/// The elements of a comma-separated list, none of them empty; nil when one of them is not of the type.
func listed<Element>(_ text: String, _ parse: (String) -> Element?) -> [Element]? {
    var elements: [Element] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let element = parse(part.trimmingSpaces) else { return nil }
        elements.append(element)
    }
    return elements
}
