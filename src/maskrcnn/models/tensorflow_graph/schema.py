"""TensorFlow's graph messages for protobuf, without TensorFlow.

Declared are the fields that an inference graph uses, under the names and numbers they have in
`tensorflow/core/framework/*.proto`, so the binary and the text form are read and written alike.
Anything else in a file is skipped. A map is declared as the list of entries that it is on the
wire, the `oneof` of an attribute as plain fields of which one is present, and text as bytes, which
protobuf does not judge.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


class DataType(IntEnum):
    """What a tensor holds."""

    DT_FLOAT = 1
    DT_DOUBLE = 2
    DT_INT32 = 3
    DT_UINT8 = 4
    DT_INT16 = 5
    DT_INT8 = 6
    DT_STRING = 7
    DT_COMPLEX64 = 8
    DT_INT64 = 9
    DT_BOOL = 10
    DT_QINT8 = 11
    DT_QUINT8 = 12
    DT_QINT32 = 13
    DT_BFLOAT16 = 14
    DT_UINT16 = 17
    DT_HALF = 19
    DT_RESOURCE = 20
    DT_VARIANT = 21
    DT_UINT32 = 22
    DT_UINT64 = 23


_SCHEMA = """
message GraphDef {
  repeated NodeDef node = 1;
  VersionDef versions = 4;
}
message VersionDef {
  int32 producer = 1;
  int32 min_consumer = 2;
}
message NodeDef {
  bytes name = 1;
  bytes op = 2;
  repeated bytes input = 3;
  repeated AttrEntry attr = 5;
}
message AttrEntry {
  bytes key = 1;
  AttrValue value = 2;
}
message AttrValue {
  ListValue list = 1;
  bytes s = 2;
  int64 i = 3;
  float f = 4;
  bool b = 5;
  DataType type = 6;
  TensorShapeProto shape = 7;
  TensorProto tensor = 8;
}
message ListValue {
  repeated bytes s = 2;
  repeated int64 i = 3;
  repeated float f = 4;
  repeated bool b = 5;
  repeated DataType type = 6;
  repeated TensorShapeProto shape = 7;
  repeated TensorProto tensor = 8;
}
message TensorShapeProto {
  repeated Dim dim = 2;
  bool unknown_rank = 3;
}
message Dim {
  int64 size = 1;
}
message TensorProto {
  DataType dtype = 1;
  TensorShapeProto tensor_shape = 2;
  bytes tensor_content = 4;
  repeated float float_val = 5;
  repeated double double_val = 6;
  repeated int32 int_val = 7;
  repeated bytes string_val = 8;
  repeated int64 int64_val = 10;
  repeated bool bool_val = 11;
  repeated int32 half_val = 13;
  repeated uint32 uint32_val = 16;
  repeated uint64 uint64_val = 17;
}
"""

_PACKAGE = "maskrcnn.tensorflow"
_MESSAGE = re.compile(r"message (\w+) {(.*?)}", re.DOTALL)
_FIELD = re.compile(r"(repeated )?(\w+) (\w+) = (\d+);")


def _declare() -> dict[str, Any]:
    """Return the message class of each message of the schema."""
    field_type = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(
        name="maskrcnn/tensorflow.proto", package=_PACKAGE, syntax="proto2"
    )
    values = file.enum_type.add(name="DataType").value
    for data_type in DataType:
        values.add(name=data_type.name, number=data_type)
    messages = _MESSAGE.findall(_SCHEMA)
    names = {name for name, _ in messages}
    for name, body in messages:
        fields = file.message_type.add(name=name).field
        for repeated, kind, field_name, number in _FIELD.findall(body):
            field = fields.add(name=field_name, number=int(number))
            field.label = field_type.LABEL_REPEATED if repeated else field_type.LABEL_OPTIONAL
            if kind in names:
                field.type, field.type_name = field_type.TYPE_MESSAGE, f".{_PACKAGE}.{kind}"
            elif kind == "DataType":
                field.type, field.type_name = field_type.TYPE_ENUM, f".{_PACKAGE}.{kind}"
            else:
                field.type = getattr(field_type, f"TYPE_{kind.upper()}")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}"))
        for name in names
    }


_CLASSES = _declare()
GraphDef = _CLASSES["GraphDef"]
AttrValue = _CLASSES["AttrValue"]
TensorProto = _CLASSES["TensorProto"]
