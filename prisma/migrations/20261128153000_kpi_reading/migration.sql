-- An import is `reading` until its last figure is in, knows whether it is a sample, and keeps the units it found until it counts.
ALTER TABLE "kpi_import" ADD COLUMN     "is_sample" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "units" TEXT NOT NULL DEFAULT '{}',
ALTER COLUMN "state" SET DEFAULT 'reading';
