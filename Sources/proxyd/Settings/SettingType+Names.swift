internal import OAuthServer
internal import ProxyModel

extension SettingType where Value == [String] {
    /// User names, e-mail addresses or globs of them.
    static let names = SettingType(
        label: "a list of names with commas",
        parse: { text in
            let names = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingSpaces }
            return names.contains { $0.isEmpty || $0.utf8.count > 254 || $0.utf8.contains { $0 <= 0x20 } } ? nil : names
        },
        render: { $0.joined(separator: ",") })

    /// Origins as browsers spell them (RFC 6454 §6.2).
    static let origins = SettingType(
        label: "a list of origins, such as https://chat.example.com, with commas, or none",
        parse: { text in
            guard text != "none" else { return [] }
            let origins = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingSpaces }
            return origins.allSatisfy(isOrigin) ? origins : nil
        },
        render: { $0.isEmpty ? "none" : $0.joined(separator: ",") })

    private static func isOrigin(_ text: String) -> Bool {
        guard let url = try? UpstreamURL(text), url.scheme != .unix else { return false }
        // A browser writes no path, no usual port, and small letters.
        return text == text.lowercased() && !text.split(separator: "://").dropFirst().joined().contains("/")
            && !text.hasSuffix(url.scheme == .https ? ":443" : ":80")
    }
}

extension SettingType where Value == String {
    /// The name of an account of proxyd's own.
    static let accountName = SettingType(
        label: "a name of 1 to 64 letters, digits, '.', '_', '-' and '@'",
        parse: { LocalUser.isName($0.lowercased()) ? $0.lowercased() : nil }, render: { $0 })

    /// What another system calls something.
    static let identifier = SettingType(
        label: "a word without spaces",
        parse: { $0.isEmpty || $0.utf8.count > 512 || $0.utf8.contains { $0 <= 0x20 || $0 >= 0x7F } ? nil : $0 },
        render: { $0 })
}

extension SettingType where Value == SigningKey.Algorithm {
    static let algorithm = SettingType(
        label: "one of " + SigningKey.Algorithm.allCases.map(\.rawValue).joined(separator: ", "),
        parse: { SigningKey.Algorithm(rawValue: $0.uppercased()) }, render: { $0.rawValue })
}
