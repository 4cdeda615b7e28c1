/// Why a service is not made as it is asked for.
package struct ServiceRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// The rule that speaks against it.
    package let rule: ServiceRule
    /// JSON Pointer to the offending member of the service.
    package let pointer: String
    /// What is wrong, for people.
    package let detail: String
    /// The setting that could allow it; nil = nothing does.
    package let setting: String?

    /// Makes a refusal under the setting of its rule.
    package init(_ rule: ServiceRule, _ pointer: String, _ detail: String) {
        self.init(rule, pointer, detail, setting: rule.setting)
    }

    /// Makes a refusal that another setting, or none, could lift.
    package init(_ rule: ServiceRule, _ pointer: String, _ detail: String, setting: String?) {
        self.rule = rule
        self.pointer = pointer
        self.detail = detail
        self.setting = setting
    }

    /// One sentence with the rule and the setting; what is misspelled is no matter of rules.
    package var description: String {
        if rule == .image { return detail }
        return "\(detail) (rule \(rule.rawValue); \(setting.map { "setting \($0)" } ?? "no setting allows it"))"
    }
}
