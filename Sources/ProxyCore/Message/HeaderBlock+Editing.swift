extension HeaderBlock {
    /// Appends a known field with a literal value.
    package func append(_ name: FieldName, _ value: StaticString) {
        unsafe self.append(name, UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    /// Appends a known field; `value` may lie in this block and must be free of CR, LF and NUL.
    package func append(_ name: FieldName, _ value: UnsafeBufferPointer<UInt8>) {
        let spelling = name.spelling
        guard let source = value.baseAddress else { return self.append(name, "") }
        unsafe self.appendLine(name, spelling.utf8Start, spelling.utf8CodeUnitCount, source, value.count)
    }

    /// Appends a known field with a decimal number as its value.
    package func append(_ name: FieldName, decimal value: UInt64) {
        var digits = DecimalDigits(value)
        unsafe digits.withBytes { bytes in unsafe self.append(name, bytes) }
    }

    /// Appends a field by literal name and value.
    package func append(name: StaticString, value: StaticString) {
        unsafe self.append(
            name: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount),
            value: UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    }

    /// Appends a field by its bytes.
    ///
    /// The name must be a token of at most 65,535 bytes, the value free of CR, LF and NUL: both come from configuration
    /// that was parsed, or from a head that was. Either may lie in this block.
    package func append(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) {
        guard let source = name.baseAddress, name.count <= Int(UInt16.max) else { return }
        let known = unsafe FieldName(source, count: name.count)
        let valueSource = unsafe value.baseAddress ?? source
        unsafe self.appendLine(known, source, name.count, valueSource, value.count)
    }

    /// Removes line `index`, which is below `lineCount`; the numbers of other lines do not change.
    @inline(__always)
    package func remove(at index: Int) {
        unsafe self.lines[index].flags.insert(.removed)
    }

    /// Takes back the removal of line `index`, which is below `lineCount`.
    @inline(__always)
    package func restore(at index: Int) {
        unsafe self.lines[index].flags.remove(.removed)
    }

    /// Removes every line with a known name; returns whether there was one.
    @discardableResult
    package func removeAll(named name: FieldName) -> Bool {
        var found = false
        for index in 0..<self.lineCount where unsafe self.lines[index].name == name {
            if unsafe !self.lines[index].isRemoved { found = true }
            self.remove(at: index)
        }
        return found
    }

    /// Removes every line whose name equals `name` but for case and for `_`, `.` and `-`, which count as the same.
    package func removeAll(matching name: UnsafeBufferPointer<UInt8>) {
        guard let wanted = name.baseAddress else { return }
        for index in 0..<self.lineCount {
            let line = unsafe self.lines[index]
            guard Int(line.nameLength) == name.count else { continue }
            let spelled = unsafe UnsafePointer(self.bytes + Int(line.nameOffset))
            if unsafe FoldedName.equal(spelled, wanted, name.count) { self.remove(at: index) }
        }
    }

    /// The number of the first line with a known name that was not removed.
    package func first(_ name: FieldName) -> Int? { self.next(name, from: 0) }

    /// The number of the first such line at or after line `index`.
    package func next(_ name: FieldName, from index: Int) -> Int? {
        var index = index
        let count = self.lineCount
        while index < count {
            let line = unsafe self.lines[index]
            if line.name == name && !line.isRemoved { return index }
            index &+= 1
        }
        return nil
    }

    /// The number of the first line with this name, compared by case-insensitive bytes, that was not removed.
    package func first(matching name: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let wanted = name.baseAddress else { return nil }
        for index in 0..<self.lineCount {
            let line = unsafe self.lines[index]
            guard !line.isRemoved, Int(line.nameLength) == name.count else { continue }
            let spelled = unsafe UnsafePointer(self.bytes + Int(line.nameOffset))
            if unsafe CaseFolding.equal(spelled, wanted, name.count) { return index }
        }
        return nil
    }
}
