#!/usr/bin/env python3
"""Times single dense kernels on an OpenCL device with tile sizes of one's choice, to find the best.

  bench/gpu/kernels.py                         the tiles that the backend takes on a GPU, and their neighbours
  bench/gpu/kernels.py --shape 20000x20000     another V (random numbers; default 100000x2000)
  bench/gpu/kernels.py --ranks 32,128          some ranks

Needs NumPy and an OpenCL library (CL_LIB names another than libOpenCL.so.1). Best of four launches by the
device's own clock; the result is compared with NumPy's in double at four rows. A line per kernel, side and
tile: milliseconds, TFLOP/s of multiply-adds, TB/s of V, largest error.
"""

import argparse
import ctypes as C
import os
import pathlib
import re

import numpy as np

KERNELS = pathlib.Path(__file__).resolve().parents[2] / "gpu-opencl/src/main/resources/io/github/nmf4j/opencl/kernels"
CL = C.CDLL(os.environ.get("CL_LIB", "libOpenCL.so.1"))
POINTER, SIZE, U64, INT, FLOAT = C.c_void_p, C.c_size_t, C.c_uint64, C.c_int32, C.c_float
for name in ("clCreateContext", "clCreateCommandQueue", "clCreateProgramWithSource", "clCreateKernel", "clCreateBuffer"):
    getattr(CL, name).restype = POINTER
GPU, ANY = 4, 0xFFFFFFFF
LAUNCHES = 4
LOCAL_BYTES = 48 << 10
GROUPS_PER_UNIT = 8
OPTIONS = "-cl-std=CL1.2 -DREAL=float -DREAL4=float4 -DFP64 -DQUICK_DIVISION"
BETAS = {1: 0.0, 2: 1.0}  # by kind of weights.cl

# WX, WY, RC of cross_dense.cl: RI = 8, TJ = 16
PRODUCT = {
    16: [(4, 32, 4), (4, 16, 4)],
    32: [(8, 16, 4), (8, 8, 4), (4, 32, 8)],
    64: [(8, 16, 8), (16, 8, 4)],
    128: [(16, 16, 8), (16, 8, 8)],
}
# WX, WY, RI, RC, SX, SQ, TK of ratio_cross_dense.cl
RATIO = {
    16: [(4, 32, 4, 4, 8, 4, 16), (4, 16, 8, 4, 8, 4, 16)],
    32: [(8, 16, 8, 4, 8, 4, 32), (8, 16, 8, 4, 8, 4, 16), (8, 8, 8, 4, 8, 4, 32)],
    64: [(16, 8, 8, 4, 8, 4, 32), (8, 8, 8, 8, 8, 4, 32)],
    128: [(16, 8, 8, 8, 8, 4, 64), (16, 8, 8, 8, 8, 4, 32)],
}


def check(status, what):
    if status != 0:
        raise RuntimeError(f"{what}: {status}")


class Device:
    """The first GPU, or the first device of any kind."""

    def __init__(self):
        count = C.c_uint()
        check(CL.clGetPlatformIDs(0, None, C.byref(count)), "clGetPlatformIDs")
        platforms = (POINTER * count.value)()
        CL.clGetPlatformIDs(count, platforms, None)
        self.id = next(d for kind in (GPU, ANY) for p in platforms for d in self.devices(p, kind))
        text = C.create_string_buffer(256)
        CL.clGetDeviceInfo(self.id, 0x102B, SIZE(256), text, None)
        self.name = text.value.decode()
        units = C.c_uint()
        CL.clGetDeviceInfo(self.id, 0x1002, SIZE(4), C.byref(units), None)
        self.groups = GROUPS_PER_UNIT * units.value
        status = INT()
        self.context = POINTER(CL.clCreateContext(None, 1, C.byref(self.id), None, None, C.byref(status)))
        check(status.value, "clCreateContext")
        self.queue = POINTER(CL.clCreateCommandQueue(self.context, self.id, U64(2), C.byref(status)))
        check(status.value, "clCreateCommandQueue")

    @staticmethod
    def devices(platform, kind):
        count = C.c_uint(0)
        if CL.clGetDeviceIDs(POINTER(platform), U64(kind), 0, None, C.byref(count)) != 0:
            return []
        ids = (POINTER * count.value)()
        CL.clGetDeviceIDs(POINTER(platform), U64(kind), count, ids, None)
        return [POINTER(i) for i in ids]

    def buffer(self, size, content=None):
        status = INT()
        made = POINTER(CL.clCreateBuffer(self.context, U64(1), SIZE(size), None, C.byref(status)))
        check(status.value, f"a buffer of {size} bytes")
        if content is not None:
            data = content.ctypes.data_as(POINTER)
            check(CL.clEnqueueWriteBuffer(self.queue, made, 1, SIZE(0), SIZE(size), data, 0, None, None), "write")
        return made

    def of(self, array):
        return self.buffer(array.nbytes, np.ascontiguousarray(array))

    def read(self, buffer, shape):
        out = np.empty(shape, np.float32)
        data = out.ctypes.data_as(POINTER)
        check(CL.clEnqueueReadBuffer(self.queue, buffer, 1, SIZE(0), SIZE(out.nbytes), data, 0, None, None), "read")
        return out

    def kernel(self, name, defines):
        text = C.c_char_p(source(name + ".cl", set()).encode())
        status = INT()
        program = POINTER(CL.clCreateProgramWithSource(self.context, 1, C.byref(text), None, C.byref(status)))
        if CL.clBuildProgram(program, 1, C.byref(self.id), f"{OPTIONS} {defines}".encode(), None, None) != 0:
            log = C.create_string_buffer(1 << 16)
            CL.clGetProgramBuildInfo(program, self.id, 0x1183, SIZE(1 << 16), log, None)
            raise RuntimeError(log.value.decode())
        kernel = POINTER(CL.clCreateKernel(program, name.encode(), C.byref(status)))
        check(status.value, "clCreateKernel")
        return kernel

    def seconds(self, kernel, arguments, groups, local):
        for i, a in enumerate(arguments):
            check(CL.clSetKernelArg(kernel, i, SIZE(C.sizeof(a)), C.byref(a)), f"argument {i}")
        items = (SIZE * 3)(*(g * n for g, n in zip(groups, local)))
        times = []
        for _ in range(LAUNCHES):
            event, start, end = POINTER(), U64(), U64()
            launched = CL.clEnqueueNDRangeKernel(
                self.queue, kernel, 3, None, items, (SIZE * 3)(*local), 0, None, C.byref(event)
            )
            check(launched, "clEnqueueNDRangeKernel")
            check(CL.clFinish(self.queue), "clFinish")
            CL.clGetEventProfilingInfo(event, 0x1282, SIZE(8), C.byref(start), None)
            CL.clGetEventProfilingInfo(event, 0x1283, SIZE(8), C.byref(end), None)
            times.append((end.value - start.value) * 1e-9)
        return min(times)


def source(file, seen):
    """The text of a kernel file with what it includes, each once."""
    seen.add(file)
    text = (KERNELS / file).read_text()
    return re.sub(r'#include "(.*?)"', lambda m: "" if m[1] in seen else source(m[1], seen), text)


def splits(wanted, groups, length, step):
    """As Splits.java cuts a sum, so that there are as many work-groups as wanted."""
    count = max(1, min(-(-wanted // groups), -(-length // max(step, 256))))
    span = -(-(-(-length // count)) // step) * step
    return -(-length // span), span


class Case:
    """One rank and side: operands on the device, and what the results should be at some items."""

    def __init__(self, device, v, v_buffer, rank, side, random):
        self.device, self.v_buffer, self.ld, self.k, self.side = device, v_buffer, v.shape[1], rank, side
        x = v if side == "W" else v.T
        self.p, self.q = x.shape
        self.f = random.random((self.p, rank), dtype=np.float32)
        self.g = random.random((self.q, rank), dtype=np.float32)
        self.items = np.array([0, 1, self.p // 2, self.p - 1])
        self.x = x[self.items].astype(float)

    def product(self, tiles):
        wx, wy, rc = tiles
        defines = f"-DWX={wx} -DWY={wy} -DRI=8 -DRC={rc} -DTJ=16"
        expected = [self.x @ self.g.astype(float)]
        self.time("cross_dense", tiles, defines, (wx, wy, 8, rc), 16, [], expected, 2)

    def ratio(self, tiles, kind):
        wx, wy, ri, rc, sx, sq, tk = tiles
        denominator = kind != 2
        pitch, step = ri * wy, sx * sq
        numbers = pitch * (tk + 4) + step * (wx * rc + 4) + (1 + denominator) * step * (pitch + 4)
        if 4 * numbers > LOCAL_BYTES:
            return
        defines = f"-DWX={wx} -DWY={wy} -DRI={ri} -DRC={rc} -DSX={sx} -DSQ={sq} -DTK={tk} -DKIND={kind} -DNUMERATOR"
        if denominator:
            defines += " -DDENOMINATOR"
        y = self.f[self.items].astype(float) @ self.g.astype(float).T
        beta = BETAS[kind]
        expected = [(self.x * y ** (beta - 2)) @ self.g]
        if denominator:
            expected.append(y ** (beta - 1) @ self.g)
        loss = [INT(kind), FLOAT(beta), FLOAT(2.0**-50)]
        self.time("ratio_cross_dense", tiles, defines, (wx, wy, ri, rc), step, loss, expected, 4 + 2 * denominator)

    def time(self, name, tiles, defines, shape, step, loss, expected, operations):
        wx, wy, ri, rc = shape
        p, q, k, d = self.p, self.q, self.k, self.device
        if self.side == "H":
            defines += " -DTRANSPOSED"
        across, chunks = -(-p // (ri * wy)), -(-k // (wx * rc))
        count, span = splits(d.groups, across * chunks, q, step)
        f, g = d.of(self.f), d.of(self.g)
        results = [d.buffer(4 * count * p * k) for _ in expected]
        x = [self.v_buffer, U64(0), U64(self.ld)]
        outs = [a for r in results for a in (r, U64(0))]
        if name == "cross_dense":
            arguments = x + [INT(p), INT(q), g, U64(0), INT(k), INT(span)] + outs + [U64(p * k), INT(0)]
        else:
            factors = [f, U64(0), INT(p), g, U64(0), INT(q), INT(k), INT(span), U64(p * k)]
            arguments = x + outs + factors + loss + [INT(0)]
        try:
            seconds = d.seconds(d.kernel(name, defines), arguments, (across, chunks, count), (wx, wy, 1))
            error = 0.0
            for r, e in zip(results, expected):
                got = d.read(r, (count, p, k))[:, self.items].sum(0)
                error = max(error, float(np.abs(got - e).max() / e.max()))
            work = p * q / seconds / 1e12
            what = name if name == "cross_dense" else f"{name}, {'IS' if operations > 4 else 'KL'}"
            print(
                f"{what:22s} k={k:<4d}{self.side}  {str(tiles):28s}{1e3 * seconds:9.3f} ms"
                f"{operations * k * work:7.1f} TFLOP/s{4 * work:6.2f} TB/s  error {error:.0e}",
                flush=True,
            )
        except RuntimeError as e:
            print(f"{name} k={k} {self.side} {tiles}: {e}", flush=True)
        for b in [f, g, *results]:
            CL.clReleaseMemObject(b)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--shape", default="100000x2000", help="rows and columns of V")
    parser.add_argument("--ranks", default="16,32,64,128", help="of 16, 32, 64 and 128")
    options = parser.parse_args()
    rows, columns = (int(n) for n in options.shape.split("x"))
    random = np.random.default_rng(1)
    v = random.random((rows, columns), dtype=np.float32) + np.float32(0.1)
    device = Device()
    print(f"{device.name}, V {rows} x {columns}")
    v_buffer = device.of(v)
    for rank in (int(k) for k in options.ranks.split(",")):
        for side in "WH":
            case = Case(device, v, v_buffer, rank, side, random)
            for tiles in PRODUCT[rank]:
                case.product(tiles)
            for kind in (2, 1):
                for tiles in RATIO[rank]:
                    case.ratio(tiles, kind)


if __name__ == "__main__":
    main()
