/// Fields that are stored together or not at all, so that absent groups cost nothing.
package struct FieldGroup<Root: Sendable>: Sendable {
    /// In the order in which they are written.
    package let fields: [Field<Root>]
    /// Whether any field of the group can differ from its default.
    let isStored: @Sendable (Root) -> Bool

    /// Makes a group.
    package init(_ fields: [Field<Root>], isStored: @escaping @Sendable (Root) -> Bool = { _ in true }) {
        self.fields = fields
        self.isStored = isStored
    }
}
