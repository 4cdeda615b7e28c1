/// A variable of a container's processes; its value is taken for a secret.
package struct EnvironmentVariable: Sendable {
    /// Not empty, without `=`.
    package let name: String
    /// What it is set to.
    package let value: SecretValue

    /// Makes a variable; nil when the name is empty or has a `=`, or either has a NUL.
    package init?(_ name: String, _ value: SecretValue) {
        guard !name.isEmpty, !name.utf8.contains(where: { $0 == 0x3D || $0 == 0 }),
            !value.reveal().utf8.contains(0)
        else { return nil }
        self.name = name
        self.value = value
    }
}
