package import ProxyModel

/// The header fields that a proxy sets on messages in one direction.
package final class CompiledFields {
    /// A field as bytes.
    package struct Field {
        /// As it is written.
        package let name: [UInt8]
        /// Checked to hold no line break.
        package let value: [UInt8]
    }

    /// In the order given; several may have one name.
    package let fields: ContiguousArray<Field>

    /// Compiles the fields; nil when there is none.
    package init?(_ headers: [Header]) {
        guard !headers.isEmpty else { return nil }
        self.fields = ContiguousArray(
            headers.map { Field(name: Array($0.name.utf8), value: Array($0.value.utf8)) })
    }

    /// Replaces the fields of a message: every line with one of the names goes, also under its aliases, then ours come.
    package func apply(to block: HeaderBlock) {
        for field in self.fields {
            unsafe field.name.withUnsafeBufferPointer { unsafe block.removeAll(matching: $0) }
        }
        for field in self.fields {
            unsafe field.name.withUnsafeBufferPointer { name in
                unsafe field.value.withUnsafeBufferPointer { value in
                    unsafe block.append(name: name, value: value)
                }
            }
        }
    }
}

@available(*, unavailable)
extension CompiledFields: Sendable {}
