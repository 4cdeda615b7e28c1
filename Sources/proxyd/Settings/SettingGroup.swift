/// Settings that are documented together.
struct SettingGroup: Sendable {
    let title: String
    let settings: [Setting]
}
