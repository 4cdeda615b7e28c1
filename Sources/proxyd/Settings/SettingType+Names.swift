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
}

extension SettingType where Value == String {
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
