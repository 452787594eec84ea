// Result tables as rows of text: every cell as it stands in the canonical CSV.
import { DataType, tableFromIPC, type Table, type Vector } from "apache-arrow";

/** A result table. Cells are made when they are looked at. */
export class Rows {
  readonly names: string[];
  readonly length: number;
  readonly #cells: Map<string, (row: number) => string | null>;

  constructor(bytes: Uint8Array) {
    const table: Table = tableFromIPC(bytes);
    this.length = table.numRows;
    this.names = table.schema.fields.map((field) => field.name);
    const cells = table.schema.fields.map((field, at) => {
      const column = table.getChildAt(at);
      return [field.name, reader(column, field.type, field.name === "period")] as const;
    });
    this.#cells = new Map(cells);
  }

  /** A cell; `null` where nothing is known. */
  cell(name: string, row: number): string | null {
    const cell = this.#cells.get(name);
    if (!cell) throw new TypeError(`there is no column ${name}`);
    return cell(row);
  }

  /** Numbers of rows, for filters. */
  *rows(): Generator<number> {
    for (let row = 0; row < this.length; row++) yield row;
  }
}

function reader(column: Vector | null, type: DataType, isMonth: boolean): (row: number) => string | null {
  if (!column) return () => null;
  const text = (make: (value: never) => string) => (row: number) => {
    const value = column.get(row);
    return value === null ? null : make(value as never);
  };
  if (DataType.isDecimal(type)) return text((words: Uint32Array) => decimal(words, type.scale));
  if (DataType.isDate(type)) {
    const length = isMonth ? 7 : 10;
    return text((day: number | Date) => new Date(day).toISOString().slice(0, length));
  }
  return text((value: string | bigint | boolean) => String(value));
}

/** A whole number of four words, its point moved to the left. */
function decimal(words: Uint32Array, scale: number): string {
  const unsigned = words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
  return pointed(BigInt.asIntN(128, unsigned), scale);
}

function pointed(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const part = scale > 0 ? `.${digits.slice(-scale)}` : "";
  return `${value < 0n ? "-" : ""}${whole}${part}`;
}

/** Fen of an amount in yuan. */
export const fen = (yuan: string | null): bigint => BigInt((yuan ?? "0.00").replace(".", ""));

/** An amount in yuan from fen. */
export const yuan = (sum: bigint): string => pointed(sum, 2);

/** An amount for a reader: `12,345.00`. */
export function grouped(amount: string | null): string {
  return amount === null ? "—" : amount.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
}

/** A part of a whole in percent, for the width of a bar. */
export function share(part: bigint, whole: bigint): number {
  return whole > 0n ? Number((part * 10000n) / whole) / 100 : 0;
}
